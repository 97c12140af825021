import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../common/contract/configuration/configuration';
import { connect } from '../../service/store/connect';
import { startEmbeddedPostgres } from '../../service/store/embedded/embedded-postgres';
import { buildSeed } from '../builders/seed';
import { buildService } from '../support/built-service';
import { repositoryRoot } from '../support/repository-root';

const SERVER = { host: '127.0.0.1', port: 9, security: 'plain', user: 'store', pass: 'nothing' };

let cli: string;
let dir: string;
let config: string;
let file: string;

beforeAll(async () => {
  cli = await buildService();
  dir = await mkdtemp(join(tmpdir(), 'replydesk-configuration-'));
  config = join(dir, 'service.json');
  file = join(dir, 'configuration.json');
  const seed = join(dir, 'seed.json');
  await writeFile(
    config,
    JSON.stringify({ listen: { port: 0 }, dataDir: dir, mailStore: { imap: SERVER, smtp: SERVER } }),
  );
  await writeFile(seed, JSON.stringify(buildSeed()));
  expect(await run('seed', '--file', seed)).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await rm(dirname(cli), { recursive: true, force: true });
  await rm(dir, { recursive: true, force: true });
});

type Ended = { code: number; out: string; err: string };

/** Runs one command to its end. */
function run(...args: string[]): Promise<Ended> {
  return new Promise((done) => {
    execFile(process.execPath, [cli, ...args, '--config', config], { cwd: repositoryRoot }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });
}

async function readExport(): Promise<Configuration> {
  return JSON.parse(await readFile(file, 'utf8')) as Configuration;
}

describe('the configuration as one file', () => {
  it('is written, changed and read again, or refused whole', async () => {
    expect(await run('configuration', 'export', file)).toMatchObject({ code: 0, out: 'Written: version 1.\n' });
    expect(await run('configuration', 'import', file)).toMatchObject({ code: 0, out: 'In force: version 1.\n' });
    const exported = await readExport();
    expect(exported.csqs).toMatchObject([{ name: 'Support', isDefault: true }]);

    const changed = { ...exported, skills: [{ id: 'polish', name: 'Polish' }] };
    await writeFile(file, JSON.stringify(changed));
    expect(await run('configuration', 'import', file)).toMatchObject({ code: 0, out: 'In force: version 2.\n' });

    await writeFile(file, JSON.stringify({ ...changed, entryPoints: [], defaultRule: { skill: 'welsh' } }));
    const refused = await run('configuration', 'import', file);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/configuration\.json is not saved: entryPoints: /);

    await run('configuration', 'export', file);
    expect(await readExport()).toEqual(changed);
    expect((await run('configuration', 'import', join(dir, 'nothing.json'))).err).toContain('cannot be read (ENOENT)');
  });

  it('is mended by it where this program cannot read what another one saved', async () => {
    await run('configuration', 'export', file);
    const readable = await readExport();
    await saveBehindItsBack({ ...readable, defaultRule: { skill: null, priority: 'urgent' } });

    for (const args of [['start'], ['configuration', 'export', file]]) {
      const stopped = await run(...args);
      expect(stopped).toMatchObject({ code: 2, out: '' });
      expect(stopped.err).toMatch(/^replydesk-service: Version \d+ .*: defaultRule\.priority: .*configuration import/);
    }
    expect(await readExport()).toEqual({ ...readable, defaultRule: { skill: null, priority: 'urgent' } });

    await writeFile(file, JSON.stringify({ ...(await readExport()), defaultRule: { priority: 2 } }));
    expect(await run('configuration', 'import', file)).toMatchObject({ code: 0 });
    expect(await run('configuration', 'export', file)).toMatchObject({ code: 0 });
    expect((await readExport()).defaultRule.priority).toBe(2);
  });
});

async function saveBehindItsBack(content: object): Promise<void> {
  const log = pino({ level: 'silent' });
  const postgres = await startEmbeddedPostgres({ dataDir: dir, log });
  const { db } = connect(postgres.address, log, 1);
  await db
    .insertInto('configurations')
    .values({ version: 1000, content: JSON.stringify(content), changed_by: 'system', changed_at: new Date() })
    .execute();
  await db.destroy();
  await postgres.stop();
}
