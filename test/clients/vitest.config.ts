import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';

// What needs the network, Python and Go. `npm test` leaves it out.
export default mergeConfig(
  { ...shared, test: {} },
  { test: { include: ['test/clients/*.test.ts'], testTimeout: 600_000, hookTimeout: 600_000 } },
);
