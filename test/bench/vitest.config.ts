import { defineConfig } from 'vitest/config';

/** Benches measure, print a table and hold their goal; they are no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/bench/**/*.bench.ts'],
    testTimeout: 300_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
});
