import { sql, type Kysely } from 'kysely';
import { StartError } from '../start-error';
import { MIGRATIONS, type Migration } from './migrations';
import type { Database } from './schema';

/** Any number, the same in every version: who holds it migrates. */
const MIGRATION_LOCK = 7_460_001;

/**
 * Brings the database to this version's shape. All missing steps are one transaction: a process that dies half-way
 * leaves the old shape. The lock lets several instances start at once; the later ones find nothing to do.
 *
 * @returns the numbers of the steps that were applied now
 * @throws StartError where the database is newer than this program
 */
export async function migrate(db: Kysely<Database>, migrations: readonly Migration[] = MIGRATIONS): Promise<number[]> {
  return db.transaction().execute(async (trx) => {
    await sql`SET LOCAL statement_timeout = 0`.execute(trx);
    await sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(trx);
    await sql`
      CREATE TABLE IF NOT EXISTS schema_migrations (
        number int PRIMARY KEY,
        name text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`.execute(trx);
    const { rows } = await sql<{ number: number }>`SELECT number FROM schema_migrations`.execute(trx);
    const applied = new Set(rows.map((row) => row.number));
    const newest = migrations.at(-1)?.number ?? 0;
    const unknown = [...applied].filter((number) => number > newest);
    if (unknown.length > 0) {
      throw new StartError(
        'database',
        `The database has the shape ${Math.max(...unknown)}, this program knows ${newest}: it is older than the database`,
      );
    }
    const missing = migrations.filter((step) => !applied.has(step.number));
    for (const step of missing) {
      await step.up(trx as unknown as Kysely<unknown>);
      await sql`INSERT INTO schema_migrations (number, name) VALUES (${step.number}, ${step.name})`.execute(trx);
    }
    return missing.map((step) => step.number);
  });
}
