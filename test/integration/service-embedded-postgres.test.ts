import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../service/store/connect';
import { prepareDataDir } from '../../service/store/embedded/cluster';
import {
  findRunningPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../service/store/embedded/embedded-postgres';
import { clearOrphan, readPostmaster } from '../../service/store/embedded/postmaster';
import { isAlive } from '../../service/store/embedded/process-info';
import { repositoryRoot } from '../support/repository-root';
import { waitFor } from '../support/wait-for';

const log = pino({ level: 'silent' });
let dataDir: string;
let children: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'replydesk-postgres-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  // A killed process leaves its database running.
  await clearOrphan(join(dataDir, 'postgres'));
  await rm(dataDir, { recursive: true, force: true });
});

/** A process of its own that starts the database on `dataDir` and can be killed. */
async function startElsewhere(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(repositoryRoot, 'test/support/hold-database.ts'), dataDir],
    { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function postmasterPid(): Promise<number> {
  const found = await readPostmaster(join(dataDir, 'postgres'));
  if (!found) throw new Error('no postmaster runs');
  return found.pid;
}

async function query<T>(database: EmbeddedPostgres, text: string): Promise<T[]> {
  const { db } = connect(database.address, log, 1);
  try {
    return (await sql.raw<T>(text).execute(db)).rows;
  } finally {
    await db.destroy();
  }
}

describe('the embedded PostgreSQL', () => {
  it('keeps what was committed over a stop, and lets nobody in without the password', async () => {
    const first = await startEmbeddedPostgres({ dataDir, log });
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS n');
    const { db } = connect({ ...first.address, password: 'guessed' }, log, 1);
    await expect(sql`SELECT 1`.execute(db)).rejects.toThrow(/password authentication failed/);
    await db.destroy();
    await first.stop();
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
    const second = await startEmbeddedPostgres({ dataDir, log });
    expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    await second.stop();
  });

  it('takes over from a service that was killed, with everything that was committed', async () => {
    const killed = await startElsewhere();
    const orphan = await postmasterPid();
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(isAlive(orphan)).toBe(true);
    const database = await startEmbeddedPostgres({ dataDir, log });
    expect(isAlive(orphan)).toBe(false);
    expect(await query(database, 'SELECT n FROM held')).toEqual([{ n: 7 }]);
    await database.stop();
  });

  it('is never started twice on one data directory', async () => {
    const holder = await startElsewhere();
    await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toThrow(
      expect.objectContaining({
        problem: 'data-dir',
        message: expect.stringContaining(`process ${holder.pid}`) as string,
      }) as Error,
    );
    expect(await findRunningPostgres(dataDir)).not.toBeNull();
    holder.kill('SIGTERM');
    await once(holder, 'exit');
    expect(await findRunningPostgres(dataDir)).toBeNull();
  });

  it('does not mind files that a power cut left behind, even if their pid is another process now', async () => {
    const first = await startEmbeddedPostgres({ dataDir, log });
    const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    await first.stop();
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), pidFile.replace(/^\d+/, String(process.pid)));
    await writeFile(join(dataDir, 'service.lock'), `${process.pid} 1\n`);
    const second = await startEmbeddedPostgres({ dataDir, log });
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
  });

  it('is started again when it dies', async () => {
    const database = await startEmbeddedPostgres({ dataDir, log });
    await query(database, 'CREATE TABLE kept AS SELECT 42 AS n');
    const first = await postmasterPid();
    process.kill(first, 'SIGKILL');
    const rows = await waitFor('it answers again', () =>
      query<{ n: number }>(database, 'SELECT n FROM kept').catch(() => undefined),
    );
    expect(rows).toEqual([{ n: 42 }]);
    expect(await postmasterPid()).not.toBe(first);
    await database.stop();
  });

  it('says which folder keeps the user out whom it would run as', async () => {
    const somebody = { name: 'somebody', uid: 12_345, gid: 12_345 };
    await expect(prepareDataDir(join(dataDir, 'below'), somebody)).rejects.toThrow(
      expect.objectContaining({
        problem: 'data-dir',
        message: expect.stringContaining(`somebody, who cannot enter ${dataDir}:`) as string,
      }) as Error,
    );
  });
});
