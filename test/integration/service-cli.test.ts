import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../service/store/embedded/process-info';
import { clearOrphan, readPostmaster } from '../../service/store/embedded/postmaster';
import { buildAgent, buildSeed } from '../builders/seed';
import { buildService } from '../support/built-service';
import { DeskClient } from '../support/desk-client';
import { repositoryRoot } from '../support/repository-root';
import { waitFor } from '../support/wait-for';

const SECRET = 'store-password-2718';
const SERVER = { host: '127.0.0.1', port: 9, security: 'plain', user: 'store', pass: SECRET };

type Program = { child: ChildProcess; output: { out: string; err: string }; ended: Promise<number | null> };

let cli: string;
let dataDir: string;
let running: Program[];

beforeAll(async () => {
  cli = await buildService();
});
afterAll(() => rm(dirname(cli), { recursive: true, force: true }));
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'replydesk-cli-'));
  running = [];
});
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGKILL');
    await ended;
  }
  // A killed process leaves its database running.
  await clearOrphan(join(dataDir, 'postgres'));
  await rm(dataDir, { recursive: true, force: true });
});

function launch(...args: string[]): Program {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const program = { child, output, ended };
  running.push(program);
  return program;
}

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { ended, output } = launch(...args);
  return { code: await ended, ...output };
}

async function configFile(parts: object = {}): Promise<string> {
  const file = join(dataDir, 'service.json');
  const config = { listen: { port: 0 }, dataDir, mailStore: { imap: SERVER, smtp: SERVER }, ...parts };
  await writeFile(file, JSON.stringify(config));
  return file;
}

async function listeningPort(): Promise<number> {
  const file = join(dataDir, 'listening.json');
  await waitFor('the service listens', () => existsSync(file), { timeoutMs: 30_000 });
  return (JSON.parse(await readFile(file, 'utf8')) as { port: number }).port;
}

describe('the command line', () => {
  it('seeds, serves a desk, seeds while it runs, and stops with everything it started', async () => {
    const config = await configFile();
    const seed = join(dataDir, 'seed.json');
    await writeFile(seed, JSON.stringify(buildSeed()));
    expect(await run('seed', '--config', config, '--file', seed)).toMatchObject({
      code: 0,
      out: 'Written: 1 queues, 1 addresses, 1 agents.\n',
    });

    const service = launch('start', '--config', config);
    const port = await listeningPort();
    const desk = new DeskClient(port);
    await desk.signIn('anna', 'anna-has-a-long-password');
    desk.watch();
    await desk.sees('a snapshot', (snapshot) => snapshot.agent.displayName === 'Anna');

    await writeFile(seed, JSON.stringify(buildSeed({ agents: [buildAgent({ displayName: 'Anna Novak' })] })));
    expect((await run('seed', '--config', config, '--file', seed)).code).toBe(0);
    await desk.sees('the new name', (snapshot) => snapshot.agent.displayName === 'Anna Novak');

    const postgres = await readPostmaster(join(dataDir, 'postgres'));
    const start = performance.now();
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(isAlive(postgres?.pid ?? 0)).toBe(false);
    expect(existsSync(join(dataDir, 'listening.json'))).toBe(false);
    await desk.close();
    const log = service.output.err;
    expect(log).toContain('the service has stopped');
    for (const secret of [SECRET, 'anna-has-a-long-password', 'Anna']) expect(log).not.toContain(secret);
  });

  it('goes on after a kill, with the session of before', async () => {
    const config = await configFile();
    const seed = join(dataDir, 'seed.json');
    await writeFile(seed, JSON.stringify(buildSeed()));
    await run('seed', '--config', config, '--file', seed);
    const killed = launch('start', '--config', config);
    const first = new DeskClient(await listeningPort());
    const token = await first.signIn('anna', 'anna-has-a-long-password');
    first.watch();
    await first.call('agents.setState', { state: 'ready' });
    await first.sees('Ready', (snapshot) => snapshot.agent.state === 'ready');
    killed.child.kill('SIGKILL');
    await killed.ended;
    await first.close();
    await rm(join(dataDir, 'listening.json'));

    launch('start', '--config', config);
    const again = new DeskClient(await listeningPort(), token);
    again.watch();
    await again.sees('the state of before', (snapshot) => snapshot.agent.state === 'ready');
    await again.close();
  });

  it('checks a configuration and names what is wrong in one line', async () => {
    expect((await run('check-config', '--config', await configFile())).code).toBe(0);
    const result = await run('check-config', '--config', await configFile({ listen: { port: 'many' } }));
    expect(result.code).toBe(2);
    expect(result.err).toMatch(/^replydesk-service: .*listen\.port: expected number\n$/);
    expect(result.err).not.toContain(SECRET);
  });

  it('refuses a wrong seed whole', async () => {
    const seed = join(dataDir, 'seed.json');
    await writeFile(seed, JSON.stringify(buildSeed({ agents: [buildAgent({ csqs: ['Nowhere'] })] })));
    const result = await run('seed', '--config', await configFile(), '--file', seed);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toContain('agents.0.csqs: there is no queue named Nowhere');
  });

  it('says that the port is in use', async () => {
    const taken = createServer();
    await listen(taken);
    const { port } = taken.address() as { port: number };
    const result = await run('start', '--config', await configFile({ listen: { port } }));
    expect(result.code).toBe(4);
    expect(result.err).toContain(`replydesk-service: Port ${port} on 127.0.0.1 is in use`);
    taken.close();
  });

  it('says that the database is not reached, and not how it would have been', async () => {
    const url = 'postgres://someone:database-password@127.0.0.1:9/replydesk';
    const result = await run('migrate', '--config', await configFile({ database: { url } }));
    expect(result.code).toBe(3);
    expect(result.err).toContain('The database is not usable: nothing listens at that address');
    expect(result.err).not.toContain('database-password');
  });

  it('does not start twice on one data directory', async () => {
    const config = await configFile();
    const first = launch('start', '--config', config);
    await listeningPort();
    const second = await run('start', '--config', config);
    expect(second.code).toBe(5);
    expect(second.err).toContain(`Another service (process ${first.child.pid}) runs on ${dataDir}`);
  });
});

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}
