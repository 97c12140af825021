import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { ServiceDeps } from '../../service/deps';
import { connect, type Connection, type DatabaseSource } from '../../service/store/connect';
import { startEmbeddedPostgres } from '../../service/store/embedded/embedded-postgres';
import { migrate } from '../../service/store/migrate';
import { startTopicBus } from '../../service/store/topic-bus';

/** A service's time of day that a test moves by hand. */
export class TestClock {
  constructor(private time = new Date('2026-03-02T09:00:00.000Z')) {}

  readonly now = (): Date => new Date(this.time);

  advance(seconds: number): void {
    this.time = new Date(this.time.getTime() + seconds * 1000);
  }
}

/** A real, migrated database of its own for one test file, and what the service's parts need to work on it. */
export type ServiceDatabase = {
  source: DatabaseSource;
  connection: Connection;
  clock: TestClock;
  deps: ServiceDeps;
  /** Ends it and fails if a connection of ours was left open. */
  stop: () => Promise<void>;
};

/** Starts one; about a second. */
export async function startServiceDatabase(): Promise<ServiceDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'replydesk-database-'));
  const log = pino({ level: 'silent' });
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  const connection = connect(postgres.address, log);
  await migrate(connection.db);
  const bus = await startTopicBus(postgres.address, log);
  const clock = new TestClock();
  const deps: ServiceDeps = {
    db: connection.db,
    bus,
    log,
    now: clock.now,
    newId: randomUUID,
    instanceId: randomUUID(),
  };
  return {
    source: postgres.address,
    connection,
    clock,
    deps,
    stop: async () => {
      await bus.stop();
      await connection.db.destroy();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Empties every table, so that each test of a file starts anew on the one database. */
export async function emptyTables({ deps }: ServiceDatabase): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT quote_ident(tablename) AS name FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'schema_migrations'`.execute(deps.db);
  await sql`TRUNCATE ${sql.raw(rows.map(({ name }) => name).join(', '))}`.execute(deps.db);
}
