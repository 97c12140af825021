import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSeed, seed } from '../../service/config/seed';
import { migrate } from '../../service/store/migrate';
import { MIGRATIONS } from '../../service/store/migrations';
import { announce, type Topic } from '../../service/store/topics';
import { inTransaction } from '../../service/store/transaction';
import { buildAgent, buildCsq, buildEntryPoint, buildSeed } from '../builders/seed';
import { startServiceDatabase, type ServiceDatabase } from '../support/service-database';
import { waitFor } from '../support/wait-for';

let database: ServiceDatabase;
beforeAll(async () => {
  database = await startServiceDatabase();
});
afterAll(() => database.stop());

describe('migrations', () => {
  it('do nothing the second time', async () => {
    expect(await migrate(database.deps.db)).toEqual([]);
  });

  it('leave the old shape where a step fails', async () => {
    const failing = {
      number: 901,
      name: 'fails',
      up: (db: Parameters<(typeof MIGRATIONS)[0]['up']>[0]) =>
        sql`CREATE TABLE first_half (id int); SELECT 1/0`.execute(db).then(() => undefined),
    };
    await expect(migrate(database.deps.db, [...MIGRATIONS, failing])).rejects.toThrow('division by zero');
    const { rows } = await sql`SELECT to_regclass('first_half') AS found`.execute(database.deps.db);
    expect(rows).toEqual([{ found: null }]);
  });

  it('run once where several instances start together', async () => {
    const ran: number[] = [];
    const step = {
      number: 902,
      name: 'counted',
      up: () => {
        ran.push(1);
        return Promise.resolve();
      },
    };
    await Promise.all([1, 2, 3].map(() => migrate(database.deps.db, [...MIGRATIONS, step])));
    expect(ran).toHaveLength(1);
    await sql`DELETE FROM schema_migrations WHERE number = 902`.execute(database.deps.db);
  });

  it('refuse a database that is newer than the program', async () => {
    await sql`INSERT INTO schema_migrations (number, name) VALUES (999, 'from the future')`.execute(database.deps.db);
    await expect(migrate(database.deps.db)).rejects.toThrow(/shape 999, this program knows/);
    await sql`DELETE FROM schema_migrations WHERE number = 999`.execute(database.deps.db);
  });
});

describe('numbers', () => {
  it("keeps IMAP's 32 bits as a number", async () => {
    const { rows } = await sql<{ n: unknown }>`SELECT 4294967295::bigint AS n`.execute(database.deps.db);
    expect(rows[0]?.n).toBe(4294967295);
  });
});

describe('seed', () => {
  const write = (content: unknown): Promise<void> =>
    seed(
      { ...database.deps, hashPassword: (password, old) => Promise.resolve(old ?? `hash of ${password.length}`) },
      parseSeed(content, 'seed.json'),
    );

  it('changes what is there and doubles nothing', async () => {
    await write(buildSeed());
    const before = await database.deps.db.selectFrom('agents').selectAll().execute();
    await write(
      buildSeed({
        csqs: [buildCsq({ offerTimeLimitS: 12 }), buildCsq({ name: 'Sales', isDefault: true })],
        agents: [buildAgent({ displayName: 'Anna N.', csqs: ['Sales'] })],
      }),
    );
    const agents = await database.deps.db.selectFrom('agents').selectAll().execute();
    expect(agents).toEqual([{ ...before[0], display_name: 'Anna N.' }]);
    const csqs = await database.deps.db
      .selectFrom('csqs')
      .select(['name', 'is_default', 'offer_time_limit_s'])
      .orderBy('name')
      .execute();
    expect(csqs).toEqual([
      { name: 'Sales', is_default: true, offer_time_limit_s: 30 },
      { name: 'Support', is_default: false, offer_time_limit_s: 12 },
    ]);
    const membership = await database.deps.db
      .selectFrom('agent_csqs')
      .innerJoin('csqs', 'csqs.id', 'agent_csqs.csq_id')
      .select('csqs.name')
      .execute();
    expect(membership).toEqual([{ name: 'Sales' }]);
  });

  it('is refused whole, with every place that is wrong and no password', () => {
    const content = buildSeed({
      entryPoints: [buildEntryPoint({ csq: 'Nowhere' })],
      agents: [buildAgent({ password: 'short' }), buildAgent()],
    });
    expect(() => parseSeed(content, 'seed.json')).toThrow(
      expect.objectContaining({
        problem: 'config',
        message: expect.stringMatching(/^(?!.*short).*agents\.0\.password/) as string,
      }) as Error,
    );
  });
});

describe('the topic bus', () => {
  it('hears what a transaction announces when it commits, and nothing of one that rolls back', async () => {
    const heard: Topic[] = [];
    const stop = database.deps.bus.subscribe((topic) => heard.push(topic));
    // what the tests before this one announced may still be on its way, and comes before this
    await inTransaction(database.deps.db, (trx) => announce(trx, { topic: 'resync' }));
    await waitFor('what came before', () => heard.some(({ topic }) => topic === 'resync'));
    heard.length = 0;
    await expect(
      inTransaction(database.deps.db, async (trx) => {
        await announce(trx, { topic: 'outbox' });
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await inTransaction(database.deps.db, (trx) => announce(trx, { topic: 'queues' }));
    await waitFor('the topic is heard', () => heard.length > 0);
    expect(heard).toEqual([{ topic: 'queues' }]);
    stop();
  });

  it('comes back after its connection was cut, and tells everybody to look again', async () => {
    const heard: Topic['topic'][] = [];
    const stop = database.deps.bus.subscribe(({ topic }) => heard.push(topic));
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN replydesk'`.execute(
      database.deps.db,
    );
    await waitFor('listeners are told to look again', () => heard.length >= 4);
    expect(heard).toEqual(['resync', 'queues', 'work', 'outbox']);
    await inTransaction(database.deps.db, (trx) => announce(trx, { topic: 'queues' }));
    await waitFor('topics are heard again', () => heard.length >= 5);
    stop();
  });
});

describe('a pool whose connections are cut', () => {
  it('fails the transaction that stands between two statements, and nothing else', async () => {
    const { db } = database.deps;
    const isOpen = async (pid: number): Promise<boolean> => {
      const { rows } = await sql`SELECT 1 FROM pg_stat_activity WHERE pid = ${pid}`.execute(db);
      return rows.length > 0;
    };
    const cut = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(trx);
      const pid = rows[0]?.pid ?? 0;
      await sql`SELECT pg_terminate_backend(${pid})`.execute(db);
      await waitFor('its end', async () => !(await isOpen(pid)));
      await sql`SELECT 1`.execute(trx);
    });
    await expect(cut).rejects.toThrow();
    expect(await isOpen(0)).toBe(false);
  });

  it('serves the next query', async () => {
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'replydesk' AND pid <> pg_backend_pid()`.execute(database.deps.db);
    await waitFor('a query is answered', () =>
      sql`SELECT 1`.execute(database.deps.db).then(
        () => true,
        () => false,
      ),
    );
  });
});
