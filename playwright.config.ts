import { defineConfig } from '@playwright/test';

const jsonReport = process.env.REPLYDESK_E2E_JSON;

/** E2E through the real window. One worker: each test brings up its own servers, and two cores are all there is. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: jsonReport ? [['list'], ['json', { outputFile: jsonReport }]] : [['list']],
});
