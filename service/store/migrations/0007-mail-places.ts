import { sql, type Kysely } from 'kysely';

/** Where mails lie, and are to lie: see `service/intake/moves`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- The folder in which all mails of the contact were put last; null: none yet, or another mail joined it since.
    ALTER TABLE contacts ADD COLUMN mails_folder text;
    CREATE INDEX contacts_mails_folder ON contacts (state, mails_folder);

    -- Written before a mail is moved there, gone when its new place is known.
    ALTER TABLE ledger ADD COLUMN moving_to text;
    CREATE INDEX ledger_moving ON ledger (id) WHERE moving_to IS NOT NULL;

    CREATE INDEX attention_open ON attention (created_at DESC) WHERE resolved_at IS NULL;
  `.execute(db);
}
