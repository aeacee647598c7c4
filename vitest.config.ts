import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], timeout: number, extra: object = {}) => ({
  test: {
    name,
    include,
    testTimeout: timeout,
    hookTimeout: timeout,
    // A machine that is busy takes its time; without this `expect.poll` gives up after a second.
    expect: { poll: { timeout: timeout / 2 } },
    ...extra,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/architecture.test.ts'], 20_000),
      project('conformance', ['test/providers/**/*.test.ts'], 60_000),
      project('integration', ['test/integration/**/*.test.ts'], 60_000),
      project('e2e', ['test/e2e/**/*.test.ts'], 300_000, { globalSetup: ['test/e2e/build.ts'] }),
    ],
  },
});
