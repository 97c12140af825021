import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StartError } from '../../start-error';
import type { PostgresBinaries } from './binaries';
import { firstClosedFolder, type RunAs } from './run-as';

/** The folders and the password of one embedded database. */
export type Cluster = { dataDir: string; folder: string; runFolder: string; password: string };

/** The database's superuser; nobody else connects to it. */
export const DATABASE_USER = 'replydesk';

/** Paths of the cluster below a data directory. */
export function clusterFolder(dataDir: string): string {
  return join(resolve(dataDir), 'postgres');
}

/** The stored password of an existing cluster. */
export async function readPassword(dataDir: string): Promise<string> {
  return (await readFile(passwordFile(dataDir), 'utf8')).trim();
}

/**
 * Makes the data directory ready: folders, password, and, the first time, the cluster. The cluster is made beside its
 * place and renamed when it is whole, so that a process that dies during `initdb` leaves nothing that looks like one.
 */
export async function prepareCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  runAs: RunAs | null,
): Promise<Cluster> {
  const folder = clusterFolder(dataDir);
  const runFolder = join(resolve(dataDir), 'run');
  await makeFolder(runFolder, runAs);
  if (!(await exists(folder))) {
    const half = `${folder}.new`;
    await rm(half, { recursive: true, force: true });
    await makeFolder(half, runAs);
    const password = randomBytes(24).toString('base64url');
    await writeFile(passwordFile(dataDir), `${password}\n`, { mode: 0o600 });
    await initialise(half, runFolder, password, binaries, runAs);
    await rename(half, folder);
  }
  await assertOwner(folder, runAs);
  return { dataDir: resolve(dataDir), folder, runFolder, password: await readPassword(dataDir) };
}

/** Makes the data directory itself, which the database's user must be able to walk through. */
export async function prepareDataDir(dataDir: string, runAs: RunAs | null): Promise<void> {
  const path = resolve(dataDir);
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (!runAs) return;
  // Enter, but not list: the password beside the cluster stays readable by root alone.
  const { mode } = await stat(path);
  if ((mode & 0o001) === 0) await chmod(path, mode | 0o001);
  const closed = await firstClosedFolder(path, runAs);
  if (closed) {
    throw new StartError(
      'data-dir',
      `The database runs as the user ${runAs.name}, who cannot enter ${closed}: choose a dataDir elsewhere, or open that folder with chmod o+x`,
    );
  }
}

async function initialise(
  folder: string,
  runFolder: string,
  password: string,
  binaries: PostgresBinaries,
  runAs: RunAs | null,
): Promise<void> {
  const file = join(runFolder, 'initial-password');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  try {
    if (runAs) await chown(file, runAs.uid, runAs.gid);
    await run(
      binaries.initdb,
      [
        `--pgdata=${folder}`,
        `--username=${DATABASE_USER}`,
        '--auth=scram-sha-256',
        `--pwfile=${file}`,
        '--encoding=UTF8',
        // The same order and case rules on every platform, whatever locales it has.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
      runFolder,
      runAs,
    );
  } finally {
    await rm(file, { force: true });
  }
}

function run(program: string, args: string[], cwd: string, runAs: RunAs | null): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, ...identity(runAs), stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)));
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done();
      else
        fail(new StartError('database', `The embedded database could not be made: ${words.trim().split('\n').at(-1)}`));
    });
  });
}

/** Spawn options that make a child run as `runAs`. */
export function identity(runAs: RunAs | null): { uid?: number; gid?: number } {
  return runAs ? { uid: runAs.uid, gid: runAs.gid } : {};
}

async function makeFolder(path: string, runAs: RunAs | null): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (runAs) await chown(path, runAs.uid, runAs.gid);
}

/** A cluster made by another user (the service was once started by root, or no longer is) cannot be opened by ours. */
async function assertOwner(folder: string, runAs: RunAs | null): Promise<void> {
  const expected = runAs?.uid ?? process.getuid?.();
  const { uid } = await stat(folder);
  if (expected !== undefined && uid !== expected) {
    throw new StartError('data-dir', `${folder} belongs to user id ${uid}, but the database would run as ${expected}`);
  }
}

function passwordFile(dataDir: string): string {
  return join(resolve(dataDir), 'postgres-password');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
