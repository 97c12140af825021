import { sql, type Transaction } from 'kysely';
import { outgoingIdSchema, type ContactId, type CsqId, type CustomerId, type EntryPointId } from '../../common/ids';
import { normaliseAddress, withoutDetail } from '../../common/mail/addresses';
import type { HistoryEvent } from '../contacts/history';
import { newMessageId } from '../contacts/message-id';
import type { ServiceDeps } from '../deps';
import type { Database, Recipients } from '../store/schema';
import { announce } from '../store/topics';
import { isSenderBlocked, withheldBecause, type Withheld } from './loop-guard';
import type { IncomingMail } from './new-contact';
import { ReplyCounts } from './reply-counts';

/** A mail that opened a contact. */
type Opened = { mail: IncomingMail; contact: OpenedContact };
type OpenedContact = {
  id: ContactId;
  customer_id: CustomerId;
  csq_id: CsqId;
  entry_point_id: EntryPointId;
  subject: string;
  customer_name: string;
  customer_address: string;
};

/** A mail for which a rule asks for an automatic reply. */
type Asked = Opened & { template: string };
type Decided = { contactId: ContactId; event: HistoryEvent };

/**
 * Decides, for mails that opened contacts, which of them get the automatic reply that a rule asks for, and writes those as
 * drafts, of which the Outbox makes messages. In the contacts' transaction: a process that dies before COMMIT has decided
 * nothing, and after it the drafts' rows are what there is to do. Gives the events for the contacts' history.
 */
export async function decideAutomaticReplies(
  trx: Transaction<Database>,
  deps: Pick<ServiceDeps, 'newId'>,
  now: Date,
  opened: readonly Opened[],
): Promise<Decided[]> {
  const asked = opened.flatMap((one): Asked[] => {
    const template = one.mail.route.autoReply;
    return template === null ? [] : [{ ...one, template }];
  });
  if (asked.length === 0) return [];
  const points = await entryPointsOf(trx, asked);
  const ours = new Set(points.map(({ address }) => normaliseAddress(address) ?? address));
  const counts = await ReplyCounts.lock(
    trx,
    now,
    asked.map(({ contact }) => contact),
  );
  const drafts: { asked: Asked; row: Draft }[] = [];
  const events = asked.map((one): Decided => {
    const withheld = refusal(one, ours) ?? counts.take(one.contact);
    const data = { template: one.template };
    const contactId = one.contact.id;
    if (withheld !== null) return { contactId, event: event('auto-reply-withheld', { ...data, reason: withheld }) };
    const row = draft(deps, now, one, points);
    drafts.push({ asked: one, row });
    return { contactId, event: event('auto-reply-decided', { ...data, outgoingId: row.id }) };
  });
  if (drafts.length > 0) await write(trx, now, drafts);
  return events;
}

const event = (kind: string, data: Record<string, unknown>): HistoryEvent => ({ actor: 'system', kind, data });

function refusal({ mail, contact }: Asked, ours: ReadonlySet<string>): Withheld | null {
  const senderAddress = contact.customer_address;
  const isOwnAddress = ours.has(senderAddress) || ours.has(withoutDetail(senderAddress));
  const { automatic, report, route } = mail;
  return withheldBecause({
    automatic,
    isReport: report !== null,
    isBlocked: isSenderBlocked(route),
    isOwnAddress,
    senderAddress,
  });
}

type Point = { id: EntryPointId; address: string };

/** Those the replies go out from, and those that are senders here. */
async function entryPointsOf(trx: Transaction<Database>, asked: readonly Asked[]): Promise<Point[]> {
  const senders = asked.map(({ contact }) => contact.customer_address);
  const ids = asked.map(({ contact }) => contact.entry_point_id);
  const { rows } = await sql<Point>`SELECT id, address FROM entry_points
    WHERE id = ANY(${ids}::uuid[]) OR address = ANY(${[...senders, ...senders.map(withoutDetail)]}::text[])`.execute(
    trx,
  );
  return rows;
}

type Draft = ReturnType<typeof draft>;

/**
 * To the sender's own address: whoever names another in Reply-To would make us write to somebody who never wrote to us
 * (RFC 3834, 4). The text and its subject are made from the template when the message is.
 */
function draft({ newId }: Pick<ServiceDeps, 'newId'>, now: Date, { contact, template }: Asked, points: Point[]) {
  const from = points.find(({ id }) => id === contact.entry_point_id);
  if (from === undefined) throw new Error('a contact has no entry point');
  const to = [{ name: contact.customer_name, address: contact.customer_address }];
  return {
    id: outgoingIdSchema.parse(newId()),
    contact_id: contact.id,
    agent_id: null,
    message_id: newMessageId(from.address),
    state: 'draft' as const,
    entry_point_id: contact.entry_point_id,
    subject: contact.subject,
    recipients: JSON.stringify({ to, cc: [] } satisfies Recipients),
    automatic_template: template,
    created_at: now,
    changed_at: now,
  };
}

async function write(trx: Transaction<Database>, now: Date, drafts: readonly { asked: Asked; row: Draft }[]) {
  await trx
    .insertInto('outgoing_messages')
    .values(drafts.map(({ row }) => row))
    .execute();
  const counted = drafts.map(({ asked: { contact }, row }) => ({
    outgoing_id: row.id,
    customer_id: contact.customer_id,
    csq_id: contact.csq_id,
    at: now,
  }));
  await trx.insertInto('automatic_replies').values(counted).execute();
  await announce(trx, { topic: 'outbox' });
}
