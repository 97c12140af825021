import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely';
import type { AgentState, Role } from '../../common/contract/agent';
import type { ContactState, Mailbox, OutgoingState, RoutingWarning } from '../../common/contract/contact';
import type { AgentId, ContactId, ConversationId, CsqId, CustomerId, EntryPointId, OutgoingId } from '../../common/ids';

/**
 * The tables as kysely sees them. Times are `Date`; `bigint` columns that hold IMAP's 32-bit numbers come as `number`
 * (the pg type parser is set in `connect.ts`).
 */
export type Database = {
  agents: AgentsTable;
  agent_state_log: AgentStateLogTable;
  sessions: SessionsTable;
  csqs: CsqsTable;
  agent_csqs: { agent_id: AgentId; csq_id: CsqId };
  agent_skills: { agent_id: AgentId; skill: string; level: number };
  entry_points: EntryPointsTable;
  reasons: ReasonsTable;
  customers: { id: CustomerId; name: string; created_at: Date };
  customer_addresses: { address: string; customer_id: CustomerId };
  conversations: { id: ConversationId; customer_id: CustomerId; created_at: Date };
  contacts: ContactsTable;
  contact_notes: ContactNotesTable;
  ledger: LedgerTable;
  attention: AttentionTable;
  outgoing_messages: OutgoingMessagesTable;
  history_events: HistoryEventsTable;
  configurations: ConfigurationsTable;
  service_secrets: { name: string; secret: Buffer };
  automatic_replies: { outgoing_id: OutgoingId; customer_id: CustomerId; csq_id: CsqId; at: Date };
};

/** A `timestamptz` that may be null. */
type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

type AgentsTable = {
  id: AgentId;
  username: string;
  display_name: string;
  role: Role;
  password_hash: string;
  capacity: Generated<number>;
  failed_sign_ins: Generated<number>;
  locked_until: NullableTime;
  state: Generated<AgentState>;
  reason_code: Nullable<string>;
  state_since: Generated<Date>;
  idle_since: Generated<Date>;
  disconnected_at: NullableTime;
  instance_id: Nullable<string>;
};

type AgentStateLogTable = {
  id: Generated<string>;
  agent_id: AgentId;
  at: Date;
  state: AgentState;
  reason_code: Nullable<string>;
  changed_by: string;
};

type SessionsTable = {
  id: string;
  agent_id: AgentId;
  token_hash: Buffer;
  device_name: string;
  created_at: Date;
  expires_at: Date;
  revoked_at: NullableTime;
};

type CsqsTable = {
  id: CsqId;
  name: string;
  is_default: Generated<boolean>;
  offer_time_limit_s: Generated<number>;
  wrap_up_limit_s: Generated<number>;
};

type EntryPointsTable = {
  id: EntryPointId;
  address: string;
  display_name: string;
  csq_id: CsqId;
  is_default: Generated<boolean>;
};

type ReasonsTable = {
  kind: 'wrap-up' | 'not-ready';
  code: string;
  label: string;
  position: Generated<number>;
  is_default: Generated<boolean>;
};

type ContactsTable = {
  id: ContactId;
  number: Generated<number>;
  conversation_id: ConversationId;
  customer_id: CustomerId;
  csq_id: CsqId;
  entry_point_id: EntryPointId;
  state: ContactState;
  owner_id: Nullable<AgentId>;
  priority: Generated<number>;
  subject: string;
  customer_name: string;
  customer_address: string;
  routing_warning: Nullable<RoutingWarning>;
  arrived_at: Date;
  offered_at: NullableTime;
  offer_expires_at: NullableTime;
  accepted_at: NullableTime;
  wrap_up_until: NullableTime;
  closed_at: NullableTime;
  disposition_code: Nullable<string>;
  wrap_up_notes: Nullable<string>;
  skill: Nullable<string>;
  contact_type: Nullable<string>;
  is_vip: Generated<boolean>;
  preferred_agent_id: Nullable<AgentId>;
  preferred_until: NullableTime;
  mails_folder: Nullable<string>;
  postponed_until: NullableTime;
  given_back_by: Nullable<AgentId>;
};

type ContactNotesTable = {
  id: Generated<number>;
  contact_id: ContactId;
  agent_id: AgentId;
  text: string;
  created_at: Date;
};

type LedgerTable = {
  id: Generated<number>;
  folder: string;
  uid_validity: number;
  uid: number;
  message_id: string | null;
  size_bytes: number;
  internal_date: Date;
  taken_in_at: Date;
  header_digest: Nullable<Buffer>;
  contact_id: Nullable<ContactId>;
  moving_to: Nullable<string>;
};

type AttentionTable = {
  id: string;
  folder: string;
  uid_validity: number;
  uid: number;
  reason: string;
  detail: string;
  created_at: Date;
  resolved_at: NullableTime;
  resolution: Nullable<'retried' | 'dismissed' | 'settled'>;
  resolved_by: Nullable<string>;
};

/** Who a message goes to, as its header names them. */
export type Recipients = { to: Mailbox[]; cc: Mailbox[] };

type OutgoingMessagesTable = {
  id: OutgoingId;
  contact_id: ContactId;
  agent_id: Nullable<AgentId>;
  message_id: string;
  state: OutgoingState;
  entry_point_id: EntryPointId;
  subject: string;
  recipients: JSONColumnType<Recipients>;
  folder: Nullable<string>;
  uid_validity: Nullable<number>;
  uid: Nullable<number>;
  attempts: Generated<number>;
  next_attempt_at: NullableTime;
  claimed_by: Nullable<string>;
  claimed_at: NullableTime;
  data_started_at: NullableTime;
  sent_at: NullableTime;
  filed_at: NullableTime;
  server_words: Nullable<string>;
  automatic_template: Nullable<string>;
  created_at: Date;
  changed_at: Date;
};

type HistoryEventsTable = {
  id: Generated<string>;
  at: Date;
  contact_id: Nullable<ContactId>;
  actor: string;
  kind: string;
  data: JSONColumnType<Record<string, unknown>>;
};

/** `content` was valid when it was saved; it is parsed again when it is read. */
type ConfigurationsTable = {
  version: number;
  content: JSONColumnType<Record<string, unknown>>;
  changed_by: string;
  changed_at: Date;
};

export type ContactRow = Selectable<ContactsTable>;
export type AgentRow = Selectable<AgentsTable>;
export type OutgoingRow = Selectable<OutgoingMessagesTable>;
