import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPostgresBinaries } from './binaries';

const SOMEBODY = { name: 'somebody', uid: 12_345, gid: 12_345 };
/** As the npm package has it: run in the package's folder, it makes the links of the list. */
const HYDRATE = `
  const fs = require('fs');
  for (const { source, target } of JSON.parse(fs.readFileSync('native/pg-symlinks.json', 'utf8')))
    try { fs.symlinkSync(require('path').basename(source), target); } catch (e) { if (e.code !== 'EEXIST') throw e; }`;

let folder: string;
let packageFolder: string;
let cacheFolder: string;

/** A package as npm unpacks it: no links, and program files that lost their mode. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replydesk-binaries-'));
  packageFolder = join(folder, 'package');
  cacheFolder = join(folder, 'cache');
  for (const path of ['native/bin', 'native/lib', 'scripts'])
    await mkdir(join(packageFolder, path), { recursive: true });
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const name of ['initdb', 'postgres']) {
    await writeFile(join(packageFolder, `native/bin/${name}${suffix}`), name, { mode: 0o600 });
  }
  await writeFile(join(packageFolder, 'package.json'), JSON.stringify({ version: '18.0.0', type: 'commonjs' }));
  await writeFile(join(packageFolder, 'native/lib/libpq.so.5.18'), 'library', { mode: 0o600 });
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  await writeFile(join(packageFolder, 'native/pg-symlinks.json'), JSON.stringify(links));
  await writeFile(join(packageFolder, 'scripts/hydrate-symlinks.js'), HYDRATE);
});
afterEach(() => rm(folder, { recursive: true }));

describe('findPostgresBinaries', () => {
  it('mends what an installation without scripts leaves out, in place', async () => {
    const { postgres } = await findPostgresBinaries(null, { packageFolder, cacheFolder });
    expect(dirname(dirname(dirname(postgres)))).toBe(packageFolder);
    expect((await stat(postgres)).mode & 0o555).toBe(0o555);
    expect(await readFile(join(packageFolder, 'native/lib/libpq.so.5'), 'utf8')).toBe('library');
    // Nothing to mend the second time, and so nothing is run.
    await rm(join(packageFolder, 'scripts'), { recursive: true });
    await findPostgresBinaries(null, { packageFolder, cacheFolder });
  });

  it('copies them once for a user who cannot enter the folder, readable and with their links', async () => {
    const found = await Promise.all([1, 2].map(() => findPostgresBinaries(SOMEBODY, { packageFolder, cacheFolder })));
    const [first] = found;
    expect(first?.initdb.startsWith(join(cacheFolder, 'postgres-18.0.0', 'bin'))).toBe(true);
    expect(found[1]).toEqual(first);
    expect(await readdir(cacheFolder)).toEqual(['postgres-18.0.0']);
    const library = join(cacheFolder, 'postgres-18.0.0/lib/libpq.so.5');
    expect(await readFile(library, 'utf8')).toBe('library');
    expect((await stat(library)).mode & 0o777).toBe(0o644);
  });
});
