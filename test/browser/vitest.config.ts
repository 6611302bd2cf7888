import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';

// What takes minutes and other programs. `npm test` leaves it out.
export default mergeConfig(
  { ...shared, test: {} },
  { test: { include: ['test/browser/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
);
