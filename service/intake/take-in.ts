import type { Transaction } from 'kysely';
import {
  contactIdSchema,
  conversationIdSchema,
  type ContactId,
  type ConversationId,
  type CustomerId,
} from '../../common/ids';
import type { HeaderMailbox } from '../../common/mail/address-list';
import { recordHistory } from '../contacts/history';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { recordAttention } from './attention';
import { findConversation } from './find-conversation';
import { findOrAddCustomer } from './find-customer';
import { enterIntoLedger, reclaimUnderNewUid, setLedgerContact, type MailIdentity } from './ledger';
import type { MailHeader } from './read-header';
import { routeMail, type RoutingTable } from './routing-table';

/** IMAP's date of arrival counts whole seconds; within this it says less than our own clock. */
const FRESH_MS = 2000;

/** A mail that was fetched and read. */
export type IncomingMail = { identity: MailIdentity; header: MailHeader };

/** `undecided`: nothing was written; it takes the folder's UIDs to know whether the mail is new. */
export type TakeInResult = 'contact' | 'joined' | 'attention' | 'known' | 'undecided';

type Step = { trx: Transaction<Database>; deps: ServiceDeps; now: Date; mail: IncomingMail; table: RoutingTable };

/**
 * Takes one mail in, in one transaction: ledger, customer, conversation, contact, history, topics. A process that dies
 * before COMMIT has done nothing, and the mail is fetched again; after COMMIT the ledger's row keeps it from a second time.
 * `present`: all UIDs of the folder, where they were asked for after this one was seen.
 */
export async function takeIn(
  deps: ServiceDeps,
  mail: IncomingMail,
  table: RoutingTable,
  present: ReadonlySet<number> | null,
): Promise<TakeInResult> {
  return inTransaction(deps.db, async (trx) => {
    const now = deps.now();
    const before = await reclaimUnderNewUid(trx, mail.identity, present);
    if (before !== 'new') return before === 'reclaimed' ? 'known' : before;
    const ledgerId = await enterIntoLedger(trx, mail.identity, now);
    if (ledgerId === null) return 'known';
    const { sender } = mail.header;
    if (sender === null) {
      await recordAttention(trx, deps, mail.identity, { reason: 'no-sender', detail: 'No field names a sender.' });
      return 'attention';
    }
    return assignToContact({ trx, deps, now, mail, table }, ledgerId, sender);
  });
}

async function assignToContact(step: Step, ledgerId: number, sender: HeaderMailbox): Promise<TakeInResult> {
  const { trx, deps, now, mail } = step;
  const customerId = await findOrAddCustomer(trx, sender, { now, newId: deps.newId });
  const continued = await findConversation(trx, customerId, mail.header.references);
  const open = continued?.openContact ?? null;
  if (open !== null) {
    await setLedgerContact(trx, ledgerId, open.id);
    await recordHistory(trx, now, open.id, { actor: 'system', kind: 'mail-joined', data: { ledgerId } });
    if (open.ownerId === null) await announce(trx, { topic: 'queues' });
    else await announce(trx, { topic: 'desk', agentId: open.ownerId });
    return 'joined';
  }
  const conversationId = continued?.conversationId ?? (await addConversation(step, customerId));
  const contactId = await addContact(step, { customerId, conversationId, sender, ledgerId });
  await setLedgerContact(trx, ledgerId, contactId);
  await announce(trx, { topic: 'queues' }, { topic: 'work' });
  return 'contact';
}

async function addConversation({ trx, deps, now }: Step, customerId: CustomerId): Promise<ConversationId> {
  const id = conversationIdSchema.parse(deps.newId());
  await trx.insertInto('conversations').values({ id, customer_id: customerId, created_at: now }).execute();
  return id;
}

type NewContact = { customerId: CustomerId; conversationId: ConversationId; sender: HeaderMailbox; ledgerId: number };

async function addContact(step: Step, contact: NewContact): Promise<ContactId> {
  const { trx, deps, now, mail, table } = step;
  const route = routeMail(mail.header.fields, table);
  const id = contactIdSchema.parse(deps.newId());
  await trx
    .insertInto('contacts')
    .values({
      id,
      conversation_id: contact.conversationId,
      customer_id: contact.customerId,
      csq_id: route.csqId,
      entry_point_id: route.entryPointId,
      state: 'queued',
      subject: mail.header.subject,
      customer_name: contact.sender.name,
      customer_address: contact.sender.address,
      routing_warning: route.warning,
      arrived_at: arrivedAt(mail.identity.internalDate, now),
    })
    .execute();
  await recordHistory(trx, now, id, {
    actor: 'system',
    kind: 'taken-in',
    data: { ledgerId: contact.ledgerId, csqId: route.csqId, entryPointId: route.entryPointId, warning: route.warning },
  });
  return id;
}

/** When the mail arrived: by the store's clock, but never in the future, and by ours for what came just now. */
function arrivedAt(internalDate: Date, now: Date): Date {
  const ageMs = now.getTime() - internalDate.getTime();
  return ageMs < FRESH_MS ? now : internalDate;
}
