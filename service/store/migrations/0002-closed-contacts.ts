import { sql, type Kysely } from 'kysely';

/** A desk shows the contacts its agent closed last; without this every snapshot sorts all that they ever closed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE INDEX contacts_closed ON contacts (owner_id, closed_at DESC) WHERE state = 'closed'`.execute(db);
}
