import { existsSync, readFileSync } from 'node:fs';

/**
 * What a step came to. A step that ends badly while no test of it failed, or that ran no test at all, is one failure
 * more: it crashed, or tested nothing.
 */
export function judge({ passed, failed, skipped }, exitCode) {
  const isUnexplained = exitCode !== 0 && failed === 0;
  const isEmpty = exitCode === 0 && passed + failed === 0;
  return { passed, failed: failed + (isUnexplained || isEmpty ? 1 : 0), skipped };
}

const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** Counts of vitest's JSON report. A file that could not even be loaded is a failure. */
export function readVitestReport(path) {
  if (!existsSync(path)) return NOTHING;
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length, skipped };
}

/** Counts of Playwright's JSON report. A test that passed only when repeated has failed. */
export function readPlaywrightReport(path) {
  if (!existsSync(path)) return NOTHING;
  const { stats } = JSON.parse(readFileSync(path, 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}
