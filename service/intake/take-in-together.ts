import { sql, type Transaction } from 'kysely';
import { conversationIdSchema } from '../../common/ids';
import type { HeaderMailbox } from '../../common/mail/address-list';
import { recordHistories } from '../contacts/history';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { findOrAddCustomers } from './find-customer';
import { enterContactsIntoLedger } from './ledger';
import { newContact, type IncomingMail } from './new-contact';

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
      return { mail, ...newContact(deps, { mail, sender: mail.sender, customerId, conversationId }) };
    });
    const rows = contacts.map(({ row }) => row);
    await trx
      .insertInto('conversations')
      .values(rows.map((row) => ({ id: row.conversation_id, customer_id: row.customer_id, created_at: now })))
      .execute();
    await trx.insertInto('contacts').values(rows).execute();
    const entries = contacts.map(({ mail, row }) => ({ mail: mail.identity, contactId: row.id }));
    const ledgerIds = await enterContactsIntoLedger(trx, entries, now);
    const events = contacts.map(({ mail, row, takenIn }) => {
      const ledgerId = ledgerIds.get(mail.identity.uid);
      if (ledgerId === undefined) throw new Error('a mail was taken in by somebody else meanwhile');
      return { contactId: row.id, event: takenIn(ledgerId) };
    });
    await recordHistories(trx, now, events);
    await announce(trx, { topic: 'queues' }, { topic: 'work' });
    return mails.filter((mail) => !plain.some(({ identity }) => identity === mail.identity));
  });
}

/** Those with a sender that answer nothing of ours and that the ledger does not know, under whatever UID. */
async function onlyPlain(trx: Transaction<Database>, mails: readonly IncomingMail[]): Promise<PlainMail[]> {
  const digests = mails.flatMap(({ identity }) => identity.headerDigest ?? []);
  const alike = await trx.selectFrom('ledger').select('header_digest').where('header_digest', 'in', digests).execute();
  const known = new Set(alike.map((row) => row.header_digest?.toString('hex')));
  const references = [...new Set(mails.flatMap(({ header }) => header.references))];
  const ours =
    references.length === 0
      ? []
      : await trx
          .selectFrom('outgoing_messages')
          .select('message_id')
          .where(sql<boolean>`message_id = ANY(${references}::text[])`)
          .execute();
  const answered = new Set(ours.map((row) => row.message_id));
  return mails.flatMap((mail) => {
    const { sender } = mail.header;
    const isKnown = known.has(mail.identity.headerDigest?.toString('hex'));
    const isAnswer = mail.header.references.some((id) => answered.has(id));
    return sender === null || isKnown || isAnswer ? [] : [{ ...mail, sender }];
  });
}
