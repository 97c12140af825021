import { sql, type Kysely } from 'kysely';

/** A message may bounce before its copy is filed in Sent: what is to be filed is looked for in both states. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`DROP INDEX outgoing_unfiled`.execute(db);
  await sql`CREATE INDEX outgoing_unfiled ON outgoing_messages (sent_at)
    WHERE state IN ('sent', 'bounced') AND filed_at IS NULL`.execute(db);
  // a notice that names no Message-ID is matched by the recipient of what was sent lately
  await sql`CREATE INDEX outgoing_sent ON outgoing_messages (sent_at DESC) WHERE sent_at IS NOT NULL`.execute(db);
}
