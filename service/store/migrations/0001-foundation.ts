import { sql, type Kysely } from 'kysely';

/**
 * The tables of the main job. Times are `timestamptz`; every deadline is a column of the row it is about, so that a
 * process that dies leaves nothing behind that only it knew.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE agents (
      id uuid PRIMARY KEY,
      username text NOT NULL,
      display_name text NOT NULL,
      role text NOT NULL CHECK (role IN ('agent', 'supervisor', 'administrator')),
      password_hash text NOT NULL,
      capacity int NOT NULL DEFAULT 3 CHECK (capacity BETWEEN 0 AND 30),
      failed_sign_ins int NOT NULL DEFAULT 0,
      locked_until timestamptz,
      state text NOT NULL DEFAULT 'signed-out' CHECK (state IN ('signed-out', 'not-ready', 'ready', 'rona')),
      reason_code text,
      state_since timestamptz NOT NULL DEFAULT now(),
      -- since when the agent had nothing to do: the longest idle is offered the next contact
      idle_since timestamptz NOT NULL DEFAULT now(),
      -- null while a desk is connected; else since when none is, which starts the grace time
      disconnected_at timestamptz,
      -- the service instance that holds the desk's connection
      instance_id uuid
    );
    CREATE UNIQUE INDEX agents_username ON agents (lower(username));

    CREATE TABLE agent_state_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      agent_id uuid NOT NULL REFERENCES agents,
      at timestamptz NOT NULL,
      state text NOT NULL,
      reason_code text,
      -- 'agent', 'system' or 'supervisor:<agent id>'
      changed_by text NOT NULL
    );

    CREATE TABLE sessions (
      id uuid PRIMARY KEY,
      agent_id uuid NOT NULL REFERENCES agents,
      -- SHA-256 of the token; the token itself is known to the desk alone
      token_hash bytea NOT NULL UNIQUE,
      device_name text NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      revoked_at timestamptz
    );

    CREATE TABLE csqs (
      id uuid PRIMARY KEY,
      name text NOT NULL UNIQUE,
      is_default boolean NOT NULL DEFAULT false,
      offer_time_limit_s int NOT NULL DEFAULT 30 CHECK (offer_time_limit_s BETWEEN 1 AND 3600),
      wrap_up_limit_s int NOT NULL DEFAULT 60 CHECK (wrap_up_limit_s BETWEEN 0 AND 7200)
    );
    CREATE UNIQUE INDEX csqs_one_default ON csqs (is_default) WHERE is_default;

    CREATE TABLE agent_csqs (
      agent_id uuid NOT NULL REFERENCES agents,
      csq_id uuid NOT NULL REFERENCES csqs,
      PRIMARY KEY (agent_id, csq_id)
    );

    CREATE TABLE entry_points (
      id uuid PRIMARY KEY,
      -- lower case
      address text NOT NULL UNIQUE,
      display_name text NOT NULL,
      csq_id uuid NOT NULL REFERENCES csqs,
      -- replies of contacts that matched no address go out from here
      is_default boolean NOT NULL DEFAULT false
    );
    CREATE UNIQUE INDEX entry_points_one_default ON entry_points (is_default) WHERE is_default;

    CREATE TABLE reasons (
      kind text NOT NULL CHECK (kind IN ('wrap-up', 'not-ready')),
      code text NOT NULL,
      label text NOT NULL,
      position int NOT NULL DEFAULT 0,
      -- the wrap-up reason recorded when the time is up
      is_default boolean NOT NULL DEFAULT false,
      PRIMARY KEY (kind, code)
    );

    CREATE TABLE customers (
      id uuid PRIMARY KEY,
      name text NOT NULL,
      created_at timestamptz NOT NULL
    );
    CREATE TABLE customer_addresses (
      -- lower case
      address text PRIMARY KEY,
      customer_id uuid NOT NULL REFERENCES customers
    );

    CREATE TABLE conversations (
      id uuid PRIMARY KEY,
      customer_id uuid NOT NULL REFERENCES customers,
      created_at timestamptz NOT NULL
    );

    CREATE TABLE contacts (
      id uuid PRIMARY KEY,
      number int GENERATED ALWAYS AS IDENTITY (START WITH 10001) UNIQUE,
      conversation_id uuid NOT NULL REFERENCES conversations,
      customer_id uuid NOT NULL REFERENCES customers,
      csq_id uuid NOT NULL REFERENCES csqs,
      entry_point_id uuid NOT NULL REFERENCES entry_points,
      state text NOT NULL CHECK (state IN ('queued', 'offered', 'active', 'wrap-up', 'closed', 'postponed', 'in-review')),
      owner_id uuid REFERENCES agents,
      priority int NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 10),
      subject text NOT NULL,
      customer_name text NOT NULL,
      customer_address text NOT NULL,
      routing_warning text,
      arrived_at timestamptz NOT NULL,
      offered_at timestamptz,
      offer_expires_at timestamptz,
      accepted_at timestamptz,
      wrap_up_until timestamptz,
      closed_at timestamptz,
      disposition_code text,
      wrap_up_notes text,
      -- an owner exactly in the states that have one
      CHECK ((state IN ('offered', 'active', 'wrap-up')) <= (owner_id IS NOT NULL)),
      CHECK ((state = 'queued') <= (owner_id IS NULL)),
      CHECK ((state = 'offered') = (offer_expires_at IS NOT NULL)),
      CHECK ((state = 'wrap-up') = (wrap_up_until IS NOT NULL)),
      CHECK ((state = 'closed') = (closed_at IS NOT NULL))
    );
    CREATE INDEX contacts_waiting ON contacts (csq_id, priority, arrived_at) WHERE state = 'queued';
    CREATE INDEX contacts_owned ON contacts (owner_id, state) WHERE owner_id IS NOT NULL;
    CREATE INDEX contacts_offer_deadline ON contacts (offer_expires_at) WHERE state = 'offered';
    CREATE INDEX contacts_wrap_up_deadline ON contacts (wrap_up_until) WHERE state = 'wrap-up';

    -- What was taken in from the store: the identity of a mail is folder, UIDVALIDITY and UID (RFC 3501, 2.3.1.1).
    CREATE TABLE ledger (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      folder text NOT NULL,
      uid_validity bigint NOT NULL,
      uid bigint NOT NULL,
      message_id text,
      size_bytes bigint NOT NULL,
      internal_date timestamptz NOT NULL,
      taken_in_at timestamptz NOT NULL,
      contact_id uuid REFERENCES contacts,
      UNIQUE (folder, uid_validity, uid)
    );
    CREATE INDEX ledger_contact ON ledger (contact_id);

    -- Mails that could not become a contact, and messages in the Outbox that nobody here wrote.
    CREATE TABLE attention (
      id uuid PRIMARY KEY,
      folder text NOT NULL,
      uid_validity bigint NOT NULL,
      uid bigint NOT NULL,
      reason text NOT NULL,
      detail text NOT NULL,
      created_at timestamptz NOT NULL,
      resolved_at timestamptz,
      UNIQUE (folder, uid_validity, uid)
    );

    CREATE TABLE outgoing_messages (
      id uuid PRIMARY KEY,
      contact_id uuid NOT NULL REFERENCES contacts,
      agent_id uuid REFERENCES agents,
      message_id text NOT NULL UNIQUE,
      state text NOT NULL CHECK (state IN ('draft', 'in-review', 'queued', 'sending', 'sent', 'cancelled', 'failed', 'uncertain', 'bounced')),
      entry_point_id uuid NOT NULL REFERENCES entry_points,
      subject text NOT NULL,
      recipients jsonb NOT NULL,
      -- where it lies: in the Outbox until it is filed in Sent
      folder text,
      uid_validity bigint,
      uid bigint,
      attempts int NOT NULL DEFAULT 0,
      next_attempt_at timestamptz,
      -- the instance that sends it now, and since when
      claimed_by uuid,
      claimed_at timestamptz,
      -- recorded before the first octet after DATA: from here on a crash leaves the outcome uncertain
      data_started_at timestamptz,
      sent_at timestamptz,
      -- when the copy was moved from the Outbox to Sent
      filed_at timestamptz,
      server_words text,
      created_at timestamptz NOT NULL,
      changed_at timestamptz NOT NULL
    );
    CREATE INDEX outgoing_contact ON outgoing_messages (contact_id);
    CREATE INDEX outgoing_agent ON outgoing_messages (agent_id, changed_at DESC);
    CREATE INDEX outgoing_due ON outgoing_messages (next_attempt_at) WHERE state = 'queued';
    CREATE INDEX outgoing_unfiled ON outgoing_messages (sent_at) WHERE state = 'sent' AND filed_at IS NULL;
    CREATE UNIQUE INDEX outgoing_one_draft ON outgoing_messages (contact_id) WHERE state = 'draft';

    -- Append-only: who changed what, when, from what to what. Never a body or a subject.
    CREATE TABLE history_events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL,
      contact_id uuid REFERENCES contacts,
      -- 'agent:<id>' or 'system'
      actor text NOT NULL,
      kind text NOT NULL,
      data jsonb NOT NULL DEFAULT '{}'
    );
    CREATE INDEX history_contact ON history_events (contact_id, id);
  `.execute(db);
}
