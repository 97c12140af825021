import { sql, type Kysely } from 'kysely';
import { mailboxSchema } from '../../common/contract/contact';
import type { ContactSummary, Mailbox, OutgoingState, OutgoingSummary, Reason } from '../../common/contract/contact';
import type { DeskSnapshot } from '../../common/contract/desk';
import { CodedError } from '../../common/contract/errors';
import type { AgentId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import type { ContactRow, Database } from '../store/schema';
import { toAgent } from './agent-view';

const CLOSED_SHOWN = 20;
const OUTGOING_SHOWN = 50;

/**
 * Reads everything that one agent's desk shows. Five short queries side by side, each on an index; they need not see the
 * same moment, because whatever commits between them announces itself and the desk gets the next snapshot.
 */
export async function deskSnapshot(
  { db, now }: Pick<ServiceDeps, 'db' | 'now'>,
  agentId: AgentId,
): Promise<DeskSnapshot> {
  const serverTime = now().toISOString();
  const [agent, csqs, contacts, outgoing, reasons] = await Promise.all([
    db.selectFrom('agents').selectAll().where('id', '=', agentId).executeTakeFirst(),
    readCsqs(db, agentId),
    readContacts(db, agentId),
    readOutgoing(db, agentId),
    db.selectFrom('reasons').select(['kind', 'code', 'label']).orderBy('position').orderBy('code').execute(),
  ]);
  if (!agent) throw new CodedError('not-found', `No agent ${agentId}`);
  const reasonsOf = (kind: 'wrap-up' | 'not-ready'): Reason[] =>
    reasons.filter((reason) => reason.kind === kind).map(({ code, label }) => ({ code, label }));
  return {
    serverTime,
    agent: toAgent(agent),
    csqs,
    contacts,
    outgoing,
    wrapUpReasons: reasonsOf('wrap-up'),
    notReadyReasons: reasonsOf('not-ready'),
  };
}

async function readCsqs(db: Kysely<Database>, agentId: AgentId): Promise<DeskSnapshot['csqs']> {
  const rows = await db
    .selectFrom('agent_csqs')
    .innerJoin('csqs', 'csqs.id', 'agent_csqs.csq_id')
    .leftJoin('contacts', (join) => join.onRef('contacts.csq_id', '=', 'csqs.id').on('contacts.state', '=', 'queued'))
    .select(['csqs.id', 'csqs.name'])
    .select((select) => [
      select.fn.count<number>('contacts.id').as('waiting'),
      select.fn.min<Date | null>('contacts.arrived_at').as('oldest'),
    ])
    .where('agent_csqs.agent_id', '=', agentId)
    .groupBy(['csqs.id', 'csqs.name'])
    .orderBy('csqs.name')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    waiting: row.waiting,
    oldestArrivedAt: row.oldest?.toISOString() ?? null,
  }));
}

type ContactView = ContactRow & {
  csq_name: string;
  entry_name: string;
  entry_address: string;
  outgoing_state: OutgoingState | null;
  mail_count: number;
};

async function readContacts(db: Kysely<Database>, agentId: AgentId): Promise<ContactSummary[]> {
  const { rows } = await sql<ContactView>`
    SELECT c.*, q.name AS csq_name, e.display_name AS entry_name, e.address AS entry_address,
      (SELECT o.state FROM outgoing_messages o WHERE o.contact_id = c.id AND o.automatic_template IS NULL ORDER BY o.created_at DESC LIMIT 1)
        AS outgoing_state,
      (SELECT count(*) FROM ledger l WHERE l.contact_id = c.id) AS mail_count
    FROM (
      (SELECT * FROM contacts WHERE owner_id = ${agentId}
        AND state IN ('offered', 'active', 'wrap-up', 'postponed', 'in-review'))
      UNION ALL
      (SELECT * FROM contacts WHERE owner_id = ${agentId} AND state = 'closed'
        ORDER BY closed_at DESC LIMIT ${CLOSED_SHOWN})
    ) c
    JOIN csqs q ON q.id = c.csq_id
    JOIN entry_points e ON e.id = c.entry_point_id
    ORDER BY c.arrived_at, c.number`.execute(db);
  return rows.map(toSummary);
}

function toSummary(row: ContactView): ContactSummary {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    csq: { id: row.csq_id, name: row.csq_name },
    entryPoint: { name: row.entry_name, address: row.entry_address },
    customer: showable({ name: row.customer_name, address: row.customer_address }),
    subject: row.subject,
    priority: row.priority,
    routingWarning: row.routing_warning,
    arrivedAt: row.arrived_at.toISOString(),
    offeredAt: iso(row.offered_at),
    offerExpiresAt: iso(row.offer_expires_at),
    acceptedAt: iso(row.accepted_at),
    wrapUpUntil: iso(row.wrap_up_until),
    postponedUntil: iso(row.postponed_until),
    closedAt: iso(row.closed_at),
    dispositionCode: row.disposition_code,
    mailCount: row.mail_count,
    outgoingState: row.outgoing_state,
  };
}

async function readOutgoing(db: Kysely<Database>, agentId: AgentId): Promise<OutgoingSummary[]> {
  const rows = await db
    .selectFrom('outgoing_messages')
    .select(['id', 'contact_id', 'message_id', 'state', 'subject', 'recipients', 'server_words', 'changed_at'])
    .where('agent_id', '=', agentId)
    .orderBy('changed_at', 'desc')
    .limit(OUTGOING_SHOWN)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    contactId: row.contact_id,
    messageId: row.message_id,
    state: row.state,
    subject: row.subject,
    to: row.recipients.to,
    serverWords: row.server_words,
    changedAt: row.changed_at.toISOString(),
  }));
}

/** A mail need not have a sender; the desk is told of one that nothing can be sent to (RFC 6761, 6.4). */
function showable(mailbox: Mailbox): Mailbox {
  if (mailboxSchema.safeParse(mailbox).success) return mailbox;
  return { name: mailbox.name.slice(0, 1000), address: 'unknown@sender.invalid' };
}

function iso(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
