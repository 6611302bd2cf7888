import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would load graphql's ESM copy while type-graphql loads the CommonJS one: two realms, and no schema.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  // Real servers, real processes: a busy machine may take its time.
  test: { include: ['test/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
});
