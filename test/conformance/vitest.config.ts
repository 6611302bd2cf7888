import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';

// What takes minutes and other tools. `npm test` leaves it out.
export default mergeConfig(
  { ...shared, test: {} },
  {
    test: {
      include: ['test/conformance/*.test.ts', 'test/budget.test.ts'],
      env: { EVERY_PAIR: 'yes' },
      testTimeout: 600_000,
      hookTimeout: 600_000,
    },
  },
);
