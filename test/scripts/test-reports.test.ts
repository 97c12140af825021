import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

type Counts = { passed: number; failed: number; skipped: number };
type Reports = {
  judge: (counts: Counts, exitCode: number) => Counts;
  readVitestReport: (path: string) => Counts;
  readPlaywrightReport: (path: string) => Counts;
};
// The scripts are plain JavaScript without type declarations: they run before anything is installed.
const file = new URL('../../scripts/steps/test-reports.mjs', import.meta.url);
const { judge, readVitestReport, readPlaywrightReport } = (await import(file.href)) as Reports;

const dir = mkdtempSync(join(tmpdir(), 'reports-'));
afterAll(() => {
  rmSync(dir, { recursive: true });
});

function report(name: string, content: object): string {
  const path = join(dir, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test.each([
  ['all good', { passed: 3, failed: 0, skipped: 1 }, 0, 0],
  ['a test failed', { passed: 3, failed: 2, skipped: 0 }, 1, 2],
  ['crashed after good tests', { passed: 3, failed: 0, skipped: 0 }, 1, 1],
  ['crashed before any test', { passed: 0, failed: 0, skipped: 0 }, 137, 1],
  ['found no test', { passed: 0, failed: 0, skipped: 0 }, 0, 1],
  ['skipped every test', { passed: 0, failed: 0, skipped: 4 }, 0, 1],
])('a step that %s', (_, counts, exitCode, failed) => {
  expect(judge(counts, exitCode)).toEqual({ ...counts, failed });
});

test('a file that vitest could not load is a failure', () => {
  const path = report('vitest.json', {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'passed', assertionResults: [{}] },
    ],
  });
  expect(readVitestReport(path)).toEqual({ passed: 5, failed: 2, skipped: 3 });
});

test("a test that passed only when repeated counts as failed in Playwright's report", () => {
  const path = report('playwright.json', { stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 } });
  expect(readPlaywrightReport(path)).toEqual({ passed: 7, failed: 2, skipped: 2 });
});

test('a report that was never written counts nothing', () => {
  expect(readVitestReport(join(dir, 'absent.json'))).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
