import { sql, type Kysely } from 'kysely';

/** What owners do with contacts beside answering. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Until when it is put off; null also while it waits for an answer alone.
    ALTER TABLE contacts
      ADD COLUMN postponed_until timestamptz,
      -- who parted with it last: others are asked before them
      ADD COLUMN given_back_by uuid REFERENCES agents,
      ADD CHECK ((postponed_until IS NOT NULL) <= (state = 'postponed'));
    CREATE INDEX contacts_postponed_deadline ON contacts (postponed_until) WHERE state = 'postponed';

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
