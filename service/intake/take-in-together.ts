import { sql, type Transaction } from 'kysely';
import { conversationIdSchema } from '../../common/ids';
import type { HeaderMailbox } from '../../common/mail/address-list';
import { findThreadTokens } from '../../common/mail/thread-token';
import { recordHistories } from '../contacts/history';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { insertion } from '../store/insert-rows';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { decideAutomaticReplies } from './automatic-replies';
import { knownMessageIds } from './find-conversation';
import { findOrAddCustomers } from './find-customer';
import { enterContactsIntoLedger } from './ledger';
import { newContact, type IncomingMail } from './new-contact';

type ContactRow = ReturnType<typeof newContact>['row'];

/** Every column that a new contact is given. */
const CONTACT_COLUMNS = {
  id: 'uuid',
  conversation_id: 'uuid',
  customer_id: 'uuid',
  csq_id: 'uuid',
  entry_point_id: 'uuid',
  state: 'text',
  subject: 'text',
  priority: 'int',
  skill: 'text',
  contact_type: 'text',
  is_vip: 'boolean',
  customer_name: 'text',
  customer_address: 'text',
  routing_warning: 'text',
  arrived_at: 'timestamptz',
  closed_at: 'timestamptz',
  disposition_code: 'text',
  preferred_agent_id: 'uuid',
  preferred_until: 'timestamptz',
} as const satisfies Record<keyof ContactRow, string>;

type PlainMail = IncomingMail & { sender: HeaderMailbox };

/**
 * Takes many mails in by one transaction with a few statements for all of them: those that surely become contacts in new
 * conversations. Gives the others, of which nothing was written. If anything fails, nothing of any of them was, so that
 * one bad mail cannot take the others with it: each is then taken in by itself.
 */
export async function takeInTogether(deps: ServiceDeps, mails: readonly IncomingMail[]): Promise<IncomingMail[]> {
  return inTransaction(deps.db, async (trx) => {
    const now = deps.now();
    const plain = await onlyPlain(trx, mails);
    if (plain.length === 0) return [...mails];
    const senders = plain.map(({ sender }) => sender);
    const customers = await findOrAddCustomers(trx, senders, { now, newId: deps.newId });
    const contacts = plain.map((mail) => {
      const customerId = customers.get(mail.sender.address);
      if (customerId === undefined) throw new Error('a customer was neither found nor added');
      const conversationId = conversationIdSchema.parse(deps.newId());
      const parts = { mail, sender: mail.sender, customerId, conversationId, preference: null };
      return { mail, ...newContact(deps, parts, now) };
    });
    const rows = contacts.map(({ row }) => row);
    await addConversations(trx, rows, now);
    await insertion('contacts', CONTACT_COLUMNS, rows).execute(trx);
    const entries = contacts.map(({ mail, row }) => ({ mail: mail.identity, contactId: row.id }));
    const ledgerIds = await enterContactsIntoLedger(trx, entries, now);
    const begun = contacts.flatMap(({ mail, row, events }) => {
      const ledgerId = ledgerIds.get(mail.identity.uid);
      if (ledgerId === undefined) throw new Error('a mail was taken in by somebody else meanwhile');
      return events(ledgerId).map((event) => ({ contactId: row.id, event }));
    });
    const opened = contacts.map(({ mail, row }) => ({ mail, contact: row }));
    const decided = await decideAutomaticReplies(trx, deps, now, opened);
    await recordHistories(trx, now, [...begun, ...decided]);
    if (rows.some(({ state }) => state === 'queued')) await announce(trx, { topic: 'queues' }, { topic: 'work' });
    const taken = new Set(plain.map(({ identity }) => identity));
    return mails.filter(({ identity }) => !taken.has(identity));
  });
}

async function addConversations(trx: Transaction<Database>, rows: readonly ContactRow[], now: Date): Promise<void> {
  const conversations = rows.map((row) => ({
    id: row.conversation_id,
    customer_id: row.customer_id,
    created_at: now,
  }));
  const columns = { id: 'uuid', customer_id: 'uuid', created_at: 'timestamptz' } as const;
  await insertion('conversations', columns, conversations).execute(trx);
}

/**
 * Those with a sender that the ledger does not know, under whatever UID, and that continue nothing: they bring no token, and
 * answer neither a message of ours nor a mail that was taken in or is among these.
 */
async function onlyPlain(trx: Transaction<Database>, mails: readonly IncomingMail[]): Promise<PlainMail[]> {
  const digests = mails.flatMap(({ identity }) => identity.headerDigest ?? []);
  const alike = await trx
    .selectFrom('ledger')
    .select('header_digest')
    .where(sql<boolean>`header_digest = ANY(${digests}::bytea[])`)
    .execute();
  const known = new Set(alike.map((row) => row.header_digest?.toString('hex')));
  const references = [...new Set(mails.flatMap(({ header }) => header.references))];
  const answered = await knownMessageIds(trx, references);
  for (const { identity } of mails) if (identity.messageId !== null) answered.add(identity.messageId);
  return mails.flatMap((mail) => {
    const { sender, subject } = mail.header;
    const isKnown = known.has(mail.identity.headerDigest?.toString('hex'));
    const isAnswer =
      mail.header.references.some((id) => answered.has(id)) ||
      findThreadTokens(subject, mail.recipientAddresses).length > 0;
    return sender === null || isKnown || isAnswer ? [] : [{ ...mail, sender }];
  });
}
