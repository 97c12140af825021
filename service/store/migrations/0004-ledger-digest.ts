import { sql, type Kysely } from 'kysely';

/** A mail is known again under another UID by the digest of its header; see `reclaimUnderNewUid`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- SHA-256; null where no header was read
    ALTER TABLE ledger ADD COLUMN header_digest bytea;
    CREATE INDEX ledger_digest ON ledger (header_digest) WHERE header_digest IS NOT NULL;
  `.execute(db);
}
