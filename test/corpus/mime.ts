import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CorpusCheck, CorpusFigures } from './check';
import { compareMail } from './mime/compare-mail';
import { DELIBERATE } from './mime/deliberate';
import type { Difference } from './mime/difference';
import { isExpectedMail, type ExpectedMail } from './mime/expected-mail';

/** Mails (`.eml`), in folders of any depth, each with the tree it is to be parsed to (`.json`, of stalwart's mail-parser). */
export const mime: CorpusCheck = { kind: 'mime', recognises, run };

async function mailsIn(dir: string): Promise<string[]> {
  const files = await readdir(dir, { recursive: true });
  const trees = new Set(files.filter((file) => file.endsWith('.json')));
  return files.filter((file) => file.endsWith('.eml') && trees.has(treeOf(file))).sort();
}

function treeOf(mail: string): string {
  return mail.replace(/\.eml$/, '.json');
}

async function readExpected(path: string): Promise<ExpectedMail | null> {
  const tree: unknown = JSON.parse(await readFile(path, 'utf8'));
  return isExpectedMail(tree) ? tree : null;
}

async function recognises(dir: string): Promise<boolean> {
  const [first] = await mailsIn(dir);
  return first !== undefined && (await readExpected(join(dir, treeOf(first)))) !== null;
}

async function run(dir: string): Promise<CorpusFigures> {
  const files = await mailsIn(dir);
  const failures: string[] = [];
  const deliberate: { file: string; difference: Difference }[] = [];
  let right = 0;
  for (const file of files) {
    const expected = await readExpected(join(dir, treeOf(file)));
    const source = await readFile(join(dir, file));
    const differences: Difference[] =
      expected === null ? [{ what: 'tree', detail: 'is none' }] : compareMail(source, expected);
    const unexpected = differences.filter(({ rule }) => rule === undefined);
    failures.push(...unexpected.map(({ what, detail }) => `${file}: ${what}: ${detail}`));
    deliberate.push(
      ...differences.filter(({ rule }) => rule !== undefined).map((difference) => ({ file, difference })),
    );
    if (unexpected.length === 0) right += 1;
  }
  const listed = Object.entries(DELIBERATE).map(([rule, reason]) => {
    const own = deliberate.filter(({ difference }) => difference.rule === rule);
    return [
      `deliberate: ${reason}: ${own.length}`,
      ...own.map(({ file, difference: { what, detail } }) => `  ${file}: ${what}: ${detail}`),
    ];
  });
  return {
    kind: mime.kind,
    ok: right === files.length,
    goal: 'addresses, subject, text and attachments of every mail as in its tree, or different for a reason that is listed',
    figures: {
      mails: files.length,
      asExpected: right,
      asExpectedToTheLetter:
        files.length -
        new Set([...deliberate, ...failures.map((f) => ({ file: f.split(':')[0] ?? '' }))].map(({ file }) => file))
          .size,
      deliberateDifferences: deliberate.length,
    },
    notes: listed.flatMap((lines) => (lines.length > 1 ? lines : [])),
    failures,
  };
}
