import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bin, isInterrupted, npm, run } from '../setup/child.mjs';
import { root } from '../setup/paths.mjs';
import { build } from './build.mjs';
import { judge, readPlaywrightReport, readVitestReport } from './test-reports.mjs';

const reports = join(root, 'test-results/reports');

/** Runs everything, goes on after a failure, and ends with the line `N passed, N failed`. Gives the exit code. */
export async function testAll(env) {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const steps = {
    lint: () => single(runTool(npm('run', '--silent', 'lint'), env)),
    types: () => single(run(process.execPath, ['scripts/types.mjs'], { env })),
    unit: () => vitest('unit', env),
    build: () => onlyFailure(build()),
    integration: () => vitest('integration', env),
    e2e: () => playwright(env),
  };
  const results = [];
  for (const [name, step] of Object.entries(steps)) {
    if (isInterrupted()) break;
    process.stdout.write(`\n=== ${name}\n`);
    const began = performance.now();
    const result = await step();
    results.push({ name, ...result, seconds: (performance.now() - began) / 1000 });
  }
  return summarise(results);
}

function summarise(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write('\n=== summary\n');
  for (const { name, passed, failed, skipped, seconds } of results) {
    const rest = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stdout.write(
      `${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s   ${passed} passed, ${failed} failed${rest}\n`,
    );
  }
  // Interrupted, the rest has not been shown to work.
  const failed = sum('failed') + (isInterrupted() ? 1 : 0);
  process.stdout.write(`${sum('passed')} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

async function single(exitCode) {
  const isGood = (await exitCode) === 0;
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 };
}

/** The build is no test: it is heard of only when it fails. */
async function onlyFailure(exitCode) {
  return { passed: 0, failed: (await exitCode) === 0 ? 0 : 1, skipped: 0 };
}

async function vitest(project, env) {
  const report = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool(tool('vitest', 'run', '--project', project, ...reporters), env);
  return judge(readVitestReport(report), code);
}

async function playwright(env) {
  const report = join(reports, 'e2e.json');
  const code = await runTool(tool('playwright', 'test'), { ...env, REPLYDESK_E2E_JSON: report });
  return judge(readPlaywrightReport(report), code);
}

function tool(name, ...args) {
  const [command, first] = bin(name);
  return [command, [...first, ...args]];
}

function runTool([command, args], env) {
  return run(command, args, { env });
}
