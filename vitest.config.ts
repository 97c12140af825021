import { defineConfig } from 'vitest/config';

/** Two projects: `unit` beside the code (no process, no network), `integration` in test/ on real servers. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Under ten seconds on two cores: a process of its own for each file costs more than its tests.
          pool: 'threads',
          isolate: false,
          maxWorkers: 2,
          // Property tests take a second of processor time, which is more than five on a machine that is busy.
          testTimeout: 30_000,
          include: ['{common,main,preload,renderer,service,test}/**/*.test.{ts,tsx}'],
          exclude: ['test/integration/**', 'test/e2e/**', 'node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Two files at once would empty each other's folders on a mail store that stands already.
          maxWorkers: process.env.REPLYDESK_TEST_IMAP_URL ? 1 : 2,
        },
      },
    ],
  },
});
