import type { Transaction } from 'kysely';
import { conversationIdSchema, type ConversationId, type CustomerId } from '../../common/ids';
import type { HeaderMailbox } from '../../common/mail/address-list';
import { findThreadTokens } from '../../common/mail/thread-token';
import { wakePostponed } from '../assignment/wake-postponed';
import { recordAttention } from '../attention/record-attention';
import { recordHistories, recordHistory } from '../contacts/history';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { decideAutomaticReplies } from './automatic-replies';
import { findConversation, type OpenContact } from './find-conversation';
import { findOrAddCustomers } from './find-customer';
import { lastAgent } from './last-agent';
import { enterIntoLedger, setLedgerContact } from './ledger';
import { isSenderBlocked } from './loop-guard';
import { newContact, type IncomingMail } from './new-contact';
import { reclaimUnderNewUid, type Presence } from './reclaim';
import { settleReport } from './reports/settle-report';

/** `undecided`: nothing was written; it takes more of the presence to know whether the mail is new. */
export type TakeInResult = 'contact' | 'joined' | 'reported' | 'attention' | 'known' | 'undecided';

type Step = { trx: Transaction<Database>; deps: ServiceDeps; now: Date; mail: IncomingMail };

/**
 * Takes one mail in, in one transaction: ledger, customer, conversation, contact, history, topics; or, for a report about
 * a message of ours, ledger, that message's state, history, topics. A process that dies before COMMIT has done nothing,
 * and the mail is fetched again; after COMMIT the ledger's row keeps it from a second time.
 */
export async function takeIn(deps: ServiceDeps, mail: IncomingMail, presence: Presence): Promise<TakeInResult> {
  return inTransaction(deps.db, async (trx) => {
    const now = deps.now();
    const before = await reclaimUnderNewUid(trx, mail.identity, presence);
    if (before !== 'new') return before === 'reclaimed' ? 'known' : before;
    const ledgerId = await enterIntoLedger(trx, mail.identity, now);
    if (ledgerId === null) return 'known';
    const { sender } = mail.header;
    if (mail.report !== null && (await settleReport(trx, now, ledgerId, mail.report))) return 'reported';
    if (sender === null) {
      await recordAttention(trx, deps, mail.identity, { reason: 'no-sender', detail: 'No field names a sender.' });
      return 'attention';
    }
    return assignToContact({ trx, deps, now, mail }, ledgerId, sender);
  });
}

async function assignToContact(step: Step, ledgerId: number, sender: HeaderMailbox): Promise<TakeInResult> {
  const { trx, deps, now, mail } = step;
  const customers = await findOrAddCustomers(trx, [sender], { now, newId: deps.newId });
  const customerId = customers.get(sender.address);
  if (customerId === undefined) throw new Error('a customer was neither found nor added');
  const { references, subject } = mail.header;
  const tokens = findThreadTokens(subject, mail.recipientAddresses);
  const continued = await findConversation(trx, customerId, { references, tokens, subject });
  const open = continued?.openContact ?? null;
  // A rule closes contacts before an agent sees them; it does not take an answer away from who waits for it.
  if (open !== null && !isSenderBlocked(mail.route)) {
    await join(step, ledgerId, open);
    return 'joined';
  }
  const conversationId = continued?.conversationId ?? (await addConversation(step, customerId));
  const preference = continued === null ? null : await lastAgent(trx, conversationId, now);
  const { row, events } = newContact(deps, { mail, sender, customerId, conversationId, preference }, now);
  await trx.insertInto('contacts').values(row).execute();
  await setLedgerContact(trx, ledgerId, row.id);
  const begun = events(ledgerId).map((event) => ({ contactId: row.id, event }));
  const decided = await decideAutomaticReplies(trx, deps, now, [{ mail, contact: row }]);
  await recordHistories(trx, now, [...begun, ...decided]);
  if (row.state === 'queued') await announce(trx, { topic: 'queues' }, { topic: 'work' });
  return 'contact';
}

/** The mail is shown with an open contact, and its owner is told. One that was put off comes back: it may be the answer. */
async function join({ trx, now, mail }: Step, ledgerId: number, open: OpenContact): Promise<void> {
  await setLedgerContact(trx, ledgerId, open.id);
  const data = { ledgerId, automatic: mail.automatic };
  await recordHistory(trx, now, open.id, { actor: 'system', kind: 'mail-joined', data });
  const { id, state, ownerId } = open;
  if (state === 'postponed') await wakePostponed(trx, now, { id, state, owner_id: ownerId }, 'mail');
  else if (ownerId === null) await announce(trx, { topic: 'queues' });
  else await announce(trx, { topic: 'desk', agentId: ownerId });
}

async function addConversation({ trx, deps, now }: Step, customerId: CustomerId): Promise<ConversationId> {
  const id = conversationIdSchema.parse(deps.newId());
  await trx.insertInto('conversations').values({ id, customer_id: customerId, created_at: now }).execute();
  return id;
}
