import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { StartError } from '../../start-error';
import { findPostgresBinaries, type PostgresBinaries } from './binaries';
import {
  type Cluster,
  clusterFolder,
  DATABASE_USER,
  identity,
  prepareCluster,
  prepareDataDir,
  readPassword,
} from './cluster';
import { lockDataDir } from './data-dir-lock';
import { clearOrphan, readPostmaster } from './postmaster';
import { findRunAs, type RunAs } from './run-as';

/** How to connect; a subset of what `pg` takes. */
export type DatabaseAddress = { host: string; port: number; user: string; password: string; database: string };

/** A running embedded database. */
export type EmbeddedPostgres = {
  address: DatabaseAddress;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop: () => Promise<void>;
};

type Options = { dataDir: string; log: Logger; maxConnections?: number };

const START_LIMIT_MS = 60_000;
/** A Unix socket's path has at most 107 octets on Linux and 103 on macOS (sockaddr_un). */
const SOCKET_PATH_LIMIT = 100;

/**
 * Starts the PostgreSQL of the npm packages as our child, on the data directory, which is made the first time. The child
 * is restarted if it dies. We use its programs and not the package's class, which hooks into the process's exit and
 * calls `useradd`.
 *
 * @throws StartError with a line for a person
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const runAs = await findRunAs();
  await prepareDataDir(dataDir, runAs);
  const unlock = await lockDataDir(dataDir);
  try {
    const binaries = await findPostgresBinaries(runAs);
    const cluster = await prepareCluster(dataDir, binaries, runAs);
    const orphan = await clearOrphan(cluster.folder);
    if (orphan !== null)
      options.log.warn({ pid: orphan }, 'stopped the database that an earlier service had left running');
    const server = new Server(cluster, binaries, runAs, await chooseAddress(cluster), options);
    await server.start();
    return {
      address: server.address,
      stop: async () => {
        await server.stop();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The address of an embedded database that a running service has started; null if none runs. */
export async function findRunningPostgres(dataDir: string): Promise<DatabaseAddress | null> {
  const found = await readPostmaster(clusterFolder(dataDir));
  if (!found) return null;
  return address(found.socketFolder || '127.0.0.1', found.port, await readPassword(dataDir));
}

async function chooseAddress(cluster: Cluster): Promise<DatabaseAddress> {
  const isSocketUsable =
    process.platform !== 'win32' && `${cluster.runFolder}/.s.PGSQL.5432`.length <= SOCKET_PATH_LIMIT;
  if (isSocketUsable) return address(cluster.runFolder, 5432, cluster.password);
  return address('127.0.0.1', await freePort(), cluster.password);
}

function address(host: string, port: number, password: string): DatabaseAddress {
  return { host, port, user: DATABASE_USER, password, database: 'postgres' };
}

/** One postmaster after another on the same cluster and address. */
class Server {
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private isStopping = false;
  private lastWords = '';

  constructor(
    private readonly cluster: Cluster,
    private readonly binaries: PostgresBinaries,
    private readonly runAs: RunAs | null,
    readonly address: DatabaseAddress,
    private readonly options: Options,
  ) {}

  /** Resolves when the database answers. */
  async start(): Promise<void> {
    const child = spawn(this.binaries.postgres, this.flags(), {
      cwd: this.cluster.runFolder,
      ...identity(this.runAs),
      stdio: ['ignore', 'ignore', 'pipe'],
      // A Ctrl+C in the terminal reaches the whole process group: the service must be able to finish with its database.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.child = child;
    child.stderr.on('data', (chunk: Buffer) => (this.lastWords = (this.lastWords + chunk.toString()).slice(-2000)));
    this.ended = new Promise((done) => {
      child.once('error', () => done());
      child.once('exit', () => done());
    });
    await this.waitUntilItAnswers(child);
    void this.ended.then(() => this.restart(child));
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.child?.kill('SIGINT');
    const patience = new AbortController();
    const hurry = delay(8000, undefined, { signal: patience.signal }).then(
      () => this.child?.kill('SIGQUIT'),
      () => undefined,
    );
    await this.ended;
    patience.abort();
    await hurry;
  }

  /**
   * After a crash of the postmaster its backends may live on for a moment, and a new one refuses to start while they
   * hold the shared memory: so it is tried until it works.
   */
  private async restart(dead: ChildProcess): Promise<void> {
    for (let waitMs = 100; !this.isStopping && this.child === dead; waitMs = Math.min(waitMs * 2, 2000)) {
      this.options.log.error(
        { exitCode: dead.exitCode, signal: dead.signalCode },
        'the database ended; starting it again',
      );
      try {
        await this.start();
        return;
      } catch (error) {
        this.options.log.error({ err: error }, 'the database could not be started again');
        dead = this.child;
        await delay(waitMs);
      }
    }
  }

  private async waitUntilItAnswers(child: ChildProcess): Promise<void> {
    const until = Date.now() + START_LIMIT_MS;
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
        const words = this.lastWords.trim().split('\n').at(-1) ?? '';
        throw new StartError('database', `The embedded database does not start: ${words}`);
      }
      const problem = await tryConnection(this.address);
      if (problem === null) return;
      if (Date.now() > until) {
        child.kill('SIGINT');
        throw new StartError('database', 'The embedded database does not answer', { cause: problem });
      }
      await delay(10);
    }
  }

  private flags(): string[] {
    const isSocket = this.address.host === this.cluster.runFolder;
    const settings: Record<string, string> = {
      port: String(this.address.port),
      listen_addresses: isSocket ? '' : this.address.host,
      unix_socket_directories: isSocket ? this.cluster.runFolder : '',
      max_connections: String(this.options.maxConnections ?? 60),
      shared_buffers: '64MB',
      timezone: 'UTC',
      log_timezone: 'UTC',
      // Short queries by the thousand: compiling them costs more than it saves.
      jit: 'off',
      // Its messages would carry values, and so pieces of mail; what fails a query is told to the client anyway.
      log_min_messages: 'fatal',
      log_min_error_statement: 'panic',
      log_error_verbosity: 'terse',
      logging_collector: 'off',
      log_destination: 'stderr',
    };
    return [
      '-D',
      this.cluster.folder,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  }
}

async function tryConnection(address: DatabaseAddress): Promise<unknown> {
  const client = new pg.Client({ ...address, connectionTimeoutMillis: 5000 });
  // A connection that breaks while it is being closed has nobody else to tell.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      server.close(() => (bound && typeof bound === 'object' ? done(bound.port) : fail(new Error('no port'))));
    });
  });
}
