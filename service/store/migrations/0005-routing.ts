import { sql, type Kysely } from 'kysely';

/** Configuration in versions, what rules say of a contact, and automatic replies. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Append-only: the newest is in force, all of them together are the audit log of every change.
    CREATE TABLE configurations (
      version int PRIMARY KEY,
      content jsonb NOT NULL,
      -- 'agent:<id>' or 'system'
      changed_by text NOT NULL,
      changed_at timestamptz NOT NULL
    );

    -- Keys that the service made for itself; never leave it.
    CREATE TABLE service_secrets (
      name text PRIMARY KEY,
      secret bytea NOT NULL
    );

    ALTER TABLE contacts
      ADD COLUMN skill text,
      ADD COLUMN contact_type text,
      ADD COLUMN is_vip boolean NOT NULL DEFAULT false,
      -- who had the conversation last, and until when they are asked first
      ADD COLUMN preferred_agent_id uuid REFERENCES agents,
      ADD COLUMN preferred_until timestamptz;
    CREATE INDEX contacts_conversation ON contacts (conversation_id, number DESC);
    CREATE INDEX ledger_message_id ON ledger (message_id) WHERE message_id IS NOT NULL;

    -- A message that no agent writes: the template it is made of; null for all others.
    ALTER TABLE outgoing_messages ADD COLUMN automatic_template text;
    DROP INDEX outgoing_one_draft;
    CREATE UNIQUE INDEX outgoing_one_draft ON outgoing_messages (contact_id)
      WHERE state = 'draft' AND automatic_template IS NULL;
    CREATE INDEX outgoing_automatic ON outgoing_messages (created_at)
      WHERE state = 'draft' AND automatic_template IS NOT NULL;

    -- By which the loop guard counts: one row for each automatic reply that was decided on.
    CREATE TABLE automatic_replies (
      outgoing_id uuid PRIMARY KEY REFERENCES outgoing_messages,
      customer_id uuid NOT NULL REFERENCES customers,
      csq_id uuid NOT NULL REFERENCES csqs,
      at timestamptz NOT NULL
    );
    CREATE INDEX automatic_replies_recent ON automatic_replies (customer_id, csq_id, at DESC);

    -- How an entry was settled: 'retried', 'dismissed' or 'settled' (it went away by itself), and by whom.
    ALTER TABLE attention
      ADD COLUMN resolution text CHECK (resolution IN ('retried', 'dismissed', 'settled')),
      ADD COLUMN resolved_by text;
  `.execute(db);
}
