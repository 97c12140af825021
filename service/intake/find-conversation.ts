import type { Transaction } from 'kysely';
import type { ContactState } from '../../common/contract/contact';
import type { AgentId, ContactId, ConversationId, CustomerId } from '../../common/ids';
import type { Database } from '../store/schema';

/** Contacts that a further mail joins. In wrap-up the agent has done with it: the mail becomes work of its own. */
const JOINED_STATES: readonly ContactState[] = ['queued', 'offered', 'active', 'postponed', 'in-review'];

/** The conversation a mail continues, and the contact in it that it joins, if one is open. */
export type Continued = {
  conversationId: ConversationId;
  openContact: { id: ContactId; ownerId: AgentId | null } | null;
};

/**
 * Finds the conversation by the ids of our own messages that the mail answers to. Only a conversation with the same
 * customer counts: a mail is never joined to a stranger's conversation, whatever ids it names.
 */
export async function findConversation(
  trx: Transaction<Database>,
  customerId: CustomerId,
  references: readonly string[],
): Promise<Continued | null> {
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
  if (answered === undefined) return null;
  const open = await trx
    .selectFrom('contacts')
    .select(['id', 'owner_id'])
    .where('conversation_id', '=', answered.conversation_id)
    .where('state', 'in', JOINED_STATES)
    .orderBy('number', 'desc')
    .limit(1)
    // the contact may be closing at this moment; once locked, it is as it was read
    .forUpdate()
    .executeTakeFirst();
  return {
    conversationId: answered.conversation_id,
    openContact: open === undefined ? null : { id: open.id, ownerId: open.owner_id },
  };
}
