import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../support/repository-root';
import { waitFor } from '../support/wait-for';

const CLI = join(repositoryRoot, 'out/service/cli.js');

/** Where a service under test keeps its files, and what it is configured with. */
export type ServiceFiles = { dir: string; configFile: string; seedFile: string; dataDir: string; logFile: string };

/** The real e-mail service as a child process, built from `service/`, that can be killed and started again. */
export class ServiceProcess {
  private child: ChildProcess | undefined;

  constructor(
    readonly files: ServiceFiles,
    readonly port: number,
  ) {}

  get url(): string {
    return serviceUrl(this.port);
  }

  /** Resolves once the service listens; `waitUntilReady` tells when it has reached the mail store. */
  async start(): Promise<void> {
    const listening = join(this.files.dataDir, 'listening.json');
    await rm(listening, { force: true });
    const child = spawn(process.execPath, [CLI, 'start', '--config', this.files.configFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(this.files.logFile, { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.child = child;
    await waitFor('the service listens', async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the service ended:\n${await readFile(this.files.logFile, 'utf8')}`);
      return existsSync(listening);
    });
  }

  /** Waits until `/ready` says that the database, the mail store's IMAP and SMTP are all reached. */
  async waitUntilReady(timeoutMs = 30_000): Promise<void> {
    await waitFor(
      'the service is ready',
      async () => (await fetch(`http://127.0.0.1:${this.port}/ready`).catch(() => null))?.ok === true,
      { timeoutMs },
    );
  }

  /** The process's id; null while none runs. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** What `/metrics` says. */
  async metrics(): Promise<string> {
    return await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
  }

  /** Everything it has logged since the first start. */
  async log(): Promise<string> {
    return await readFile(this.files.logFile, 'utf8');
  }

  /** SIGKILL: no chance to tidy up anything. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** The graceful stop. Returns the exit code. */
  async stop(): Promise<number | null> {
    return await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    this.child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }
}

/** Writes configuration and seed files for {@link ServiceProcess}. */
export async function writeServiceFiles(dir: string, config: object, seed: object): Promise<ServiceFiles> {
  const files: ServiceFiles = {
    dir,
    configFile: join(dir, 'service.json'),
    seedFile: join(dir, 'seed.json'),
    dataDir: join(dir, 'data'),
    logFile: join(dir, 'service.log'),
  };
  await writeFile(files.configFile, JSON.stringify({ ...config, dataDir: files.dataDir }, null, 2), { mode: 0o600 });
  await writeFile(files.seedFile, JSON.stringify(seed, null, 2), { mode: 0o600 });
  return files;
}

/** Where desks reach the service of that port. */
export function serviceUrl(port: number): string {
  return `ws://127.0.0.1:${port}/desk`;
}

/** Writes the seed into the service's database; the service must not be running. */
export async function seedService(files: ServiceFiles): Promise<void> {
  await promisify(execFile)(process.execPath, [CLI, 'seed', '--config', files.configFile, '--file', files.seedFile]);
}
