import { sql, type Transaction } from 'kysely';
import type { ContactState } from '../../common/contract/contact';
import type { AgentId, ContactId, ConversationId, CustomerId } from '../../common/ids';
import { baseSubject } from '../../common/mail/subjects';
import type { ThreadToken } from '../../common/mail/thread-token';
import { isThreadToken, threadKey } from '../contacts/thread-signature';
import type { Database } from '../store/schema';

/** Contacts that a further mail joins. In wrap-up the agent has done with it: the mail becomes work of its own. */
const JOINED_STATES: readonly ContactState[] = ['queued', 'offered', 'active', 'postponed', 'in-review'];

/** Contacts of a customer that are compared by their subject. */
const MAX_COMPARED = 50;

/** By what a mail may show which conversation it continues. None of it is believed of a stranger. */
export type Clues = { references: readonly string[]; tokens: readonly ThreadToken[]; subject: string };

/** A contact that a mail joins. */
export type OpenContact = { id: ContactId; state: ContactState; ownerId: AgentId | null };

/** The conversation a mail continues, and the contact in it that it joins, if one is open. */
export type Continued = { conversationId: ConversationId; openContact: OpenContact | null };

/**
 * Finds the conversation that a mail continues: by the ids of our own messages that it answers to, else by a token of ours,
 * else by the ids of mails of the same customer about the same matter. Only a conversation with the same customer counts: a
 * mail is never joined to a stranger's conversation, whatever it names.
 */
export async function findConversation(
  trx: Transaction<Database>,
  customerId: CustomerId,
  { references, tokens, subject }: Clues,
): Promise<Continued | null> {
  const conversationId =
    (await byOurMessages(trx, customerId, references)) ??
    (await byTokens(trx, customerId, tokens)) ??
    (await byTheirMails(trx, customerId, { references, subject }));
  if (conversationId === null) return null;
  // of two answers at once, in two instances, the second waits here and then joins what the first opened
  await trx.selectFrom('conversations').select('id').where('id', '=', conversationId).forNoKeyUpdate().execute();
  const open = await trx
    .selectFrom('contacts')
    .select(['id', 'state', 'owner_id'])
    .where('conversation_id', '=', conversationId)
    .where('state', 'in', JOINED_STATES)
    .orderBy('number', 'desc')
    .limit(1)
    // the contact may be closing at this moment; once locked, it is as it was read
    .forUpdate()
    .executeTakeFirst();
  if (open === undefined) return { conversationId, openContact: null };
  return { conversationId, openContact: { id: open.id, state: open.state, ownerId: open.owner_id } };
}

async function byOurMessages(
  trx: Transaction<Database>,
  customerId: CustomerId,
  references: readonly string[],
): Promise<ConversationId | null> {
  if (references.length === 0) return null;
  const answered = await trx
    .selectFrom('outgoing_messages')
    .innerJoin('contacts', 'contacts.id', 'outgoing_messages.contact_id')
    .select('contacts.conversation_id')
    .where('outgoing_messages.message_id', 'in', references)
    .where('contacts.customer_id', '=', customerId)
    .orderBy('outgoing_messages.created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return answered?.conversation_id ?? null;
}

/** A token that was stolen is of no use: its contact is another customer's. */
async function byTokens(
  trx: Transaction<Database>,
  customerId: CustomerId,
  tokens: readonly ThreadToken[],
): Promise<ConversationId | null> {
  if (tokens.length === 0) return null;
  const named = await trx
    .selectFrom('contacts')
    .select(['number', 'conversation_id'])
    .where(
      'number',
      'in',
      tokens.map(({ contactNumber }) => contactNumber),
    )
    .where('customer_id', '=', customerId)
    .orderBy('number', 'desc')
    .execute();
  if (named.length === 0) return null;
  const key = await threadKey(trx);
  const ours = named.find(({ number, conversation_id }) =>
    tokens.some((token) => token.contactNumber === number && isThreadToken(key, token, conversation_id)),
  );
  return ours?.conversation_id ?? null;
}

/** An answer to a mail of the customer's own: they went on writing before we did. */
async function byTheirMails(
  trx: Transaction<Database>,
  customerId: CustomerId,
  { references, subject }: Omit<Clues, 'tokens'>,
): Promise<ConversationId | null> {
  if (references.length === 0) return null;
  const theirs = await trx
    .selectFrom('ledger')
    .innerJoin('contacts', 'contacts.id', 'ledger.contact_id')
    .select(['contacts.conversation_id', 'contacts.subject'])
    .where(sql<boolean>`ledger.message_id = ANY(${references}::text[])`)
    .where('contacts.customer_id', '=', customerId)
    .orderBy('contacts.number', 'desc')
    .limit(MAX_COMPARED)
    .execute();
  const matter = baseSubject(subject);
  return theirs.find((contact) => baseSubject(contact.subject) === matter)?.conversation_id ?? null;
}

/** Of these ids, those of mails that an answer may continue: messages of ours, or mails that were taken in. */
export async function knownMessageIds(trx: Transaction<Database>, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ message_id: string }>`
    SELECT message_id FROM outgoing_messages WHERE message_id = ANY(${ids}::text[])
    UNION ALL
    SELECT message_id FROM ledger WHERE message_id = ANY(${ids}::text[])`.execute(trx);
  return new Set(rows.map((row) => row.message_id));
}
