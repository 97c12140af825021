import { sql, type Kysely } from 'kysely';

/** What owners do with contacts beside answering. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- What agents write for each other about a contact; customers never see it.
    CREATE TABLE contact_notes (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      contact_id uuid NOT NULL REFERENCES contacts,
      agent_id uuid NOT NULL REFERENCES agents,
      text text NOT NULL,
      created_at timestamptz NOT NULL
    );
    CREATE INDEX contact_notes_contact ON contact_notes (contact_id, id);
  `.execute(db);
}
