import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { bounces } from './bounces';
import { mime } from './mime';
import { quotedReplies } from './quoted-replies';
import type { CorpusCheck } from './check';

/**
 * `npm run test:corpus -- DIR …`: runs real mails, read in place, through the code that reads mail. A folder that is not
 * there is skipped, and said so; one that no check recognises is an error. Exit 1 where a goal is missed.
 */
const CHECKS: readonly CorpusCheck[] = [bounces, mime, quotedReplies];

async function isFolder(dir: string): Promise<boolean> {
  try {
    return (await stat(dir)).isDirectory();
  } catch {
    return false;
  }
}

async function runFolder(dir: string): Promise<boolean> {
  if (!(await isFolder(dir))) {
    process.stdout.write(`${dir}: skipped, there is no such folder\n`);
    return true;
  }
  let isRecognised = false;
  let isOk = true;
  for (const check of CHECKS) {
    if (!(await check.recognises(dir))) continue;
    isRecognised = true;
    const { kind, ok, goal, figures, notes = [], failures } = await check.run(dir);
    process.stdout.write(`${dir} as ${kind}\n${JSON.stringify(figures, null, 2)}\n`);
    for (const note of notes) process.stdout.write(`  ${note}\n`);
    for (const failure of failures) process.stdout.write(`  ${failure}\n`);
    process.stdout.write(`${ok ? 'goal met' : 'goal missed'}: ${goal}\n`);
    isOk &&= ok;
  }
  if (isRecognised) return isOk;
  const kinds = CHECKS.map(({ kind }) => kind).join(', ');
  process.stderr.write(`${dir}: of no kind that is known (${kinds})\n`);
  return false;
}

const dirs = process.argv.slice(2);
if (dirs.length === 0) {
  process.stderr.write('usage: npm run test:corpus -- DIR …\n');
  process.exit(2);
}
let isOk = true;
for (const dir of dirs) isOk = (await runFolder(resolve(dir))) && isOk;
process.exit(isOk ? 0 : 1);
