import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { foldedTextOf, newTextOf, splitQuotedText } from '../../common/mail/quoted-text/split-quoted-text';
import type { CorpusCheck, CorpusFigures } from './check';

const GOAL = 0.9;
const FOLDERS = ['emails', 'elided', 'trimmed'];

/** Plain text replies in `emails`, beside each its new text (`trimmed`) and what is to be folded (`elided`). */
export const quotedReplies: CorpusCheck = { kind: 'quoted-replies', recognises, run };

async function recognises(dir: string): Promise<boolean> {
  const entries = await readdir(dir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return FOLDERS.every((folder) => folders.includes(folder));
}

async function run(dir: string): Promise<CorpusFigures> {
  const names = (await readdir(join(dir, 'emails'))).sort();
  const failures: string[] = [];
  const right = { trimmed: 0, elided: 0 };
  for (const name of names) {
    const [mail, elided, trimmed] = await Promise.all(
      ['emails', 'elided', 'trimmed'].map((folder) => readFile(join(dir, folder, name), 'utf8')),
    );
    const parts = splitQuotedText(mail ?? '');
    const isTrimmed = asLines(newTextOf(parts)) === asLines(trimmed ?? '');
    const isElided = asWords(foldedTextOf(parts)) === asWords(elided ?? '');
    if (isTrimmed) right.trimmed += 1;
    if (isElided) right.elided += 1;
    if (!isTrimmed) failures.push(`${name}: the new text is another`);
    if (!isElided) failures.push(`${name}: what is folded is another`);
  }
  const share = (count: number): number => (names.length === 0 ? 0 : count / names.length);
  return {
    kind: quotedReplies.kind,
    ok: share(right.trimmed) >= GOAL && share(right.elided) >= GOAL,
    goal: '90 % of the mails with the new text, and with what is folded, as expected',
    figures: { mails: names.length, trimmed: share(right.trimmed), elided: share(right.elided) },
    failures,
  };
}

/** Line ends and blanks at the ends of lines are not what is compared. */
function asLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** The expected text has wrapped attributions on one line and `>` for every quote mark; ours is as in the mail. */
function asWords(text: string): string {
  return text
    .replace(/^\|/gm, '>')
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');
}
