import { defineConfig } from 'vitest/config';

/** Proofs print what they counted and hold the promise; they take long and are no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/proof/**/*.proof.ts'],
    globalSetup: ['test/e2e/build.ts'],
    testTimeout: 3_600_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
});
