import type { Transaction } from 'kysely';
import type { PreparedReply } from '../../common/contract/service-api';
import type { AgentId, ContactId, OutgoingId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import type { Database, Recipients } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { byAgent, recordHistory } from './history';
import { isSafeMessageId, newMessageId } from './message-id';
import { assertActive, lockOwnContact } from './owned-contact';
import { threadMarks } from './thread-marks';

type Reply = { contactId: ContactId; subject: string } & Recipients;

/**
 * Fixes a reply's Message-ID, sender and threading before the desk builds it. There is one draft per contact: asking
 * again, after a crash or a lost answer, gives the same Message-ID, by which every later step recognises the message.
 *
 * @throws CodedError `not-found` where the contact is not the agent's, `wrong-state` where it is not active
 */
export async function prepareReply(deps: ServiceDeps, agentId: AgentId, reply: Reply): Promise<PreparedReply> {
  return inTransaction(deps.db, async (trx) => {
    const contact = await lockOwnContact(trx, agentId, reply.contactId);
    assertActive(contact);
    const entryPoint = await trx
      .selectFrom('entry_points')
      .select(['id', 'address', 'display_name'])
      .where('id', '=', contact.entry_point_id)
      .executeTakeFirstOrThrow();
    const draft = await writeDraft(trx, deps, agentId, reply, entryPoint);
    const references = await inboundMessageIds(trx, contact.id);
    const thread = { contactNumber: contact.number, conversationId: contact.conversation_id };
    const { subjectToken, replyTo } = await threadMarks(trx, entryPoint, thread);
    return {
      outgoingId: draft.id,
      messageId: draft.message_id,
      from: { name: entryPoint.display_name, address: entryPoint.address },
      inReplyTo: references.at(-1) ?? null,
      references,
      replyTo,
      subjectToken,
    };
  });
}

async function writeDraft(
  trx: Transaction<Database>,
  deps: ServiceDeps,
  agentId: AgentId,
  reply: Reply,
  entryPoint: { id: Database['entry_points']['id']; address: string },
): Promise<{ id: OutgoingId; message_id: string }> {
  const at = deps.now();
  const content = {
    subject: reply.subject,
    recipients: JSON.stringify({ to: reply.to, cc: reply.cc } satisfies Recipients),
    agent_id: agentId,
    changed_at: at,
  };
  const draft = await trx
    .updateTable('outgoing_messages')
    .set(content)
    .where('contact_id', '=', reply.contactId)
    .where('state', '=', 'draft')
    .where('automatic_template', 'is', null)
    .returning(['id', 'message_id'])
    .executeTakeFirst();
  if (draft) return draft;
  const made = await trx
    .insertInto('outgoing_messages')
    .values({
      id: deps.newId() as OutgoingId,
      contact_id: reply.contactId,
      message_id: newMessageId(entryPoint.address),
      state: 'draft',
      entry_point_id: entryPoint.id,
      created_at: at,
      ...content,
    })
    .returning(['id', 'message_id'])
    .executeTakeFirstOrThrow();
  await recordHistory(trx, at, reply.contactId, {
    actor: byAgent(agentId),
    kind: 'reply-prepared',
    data: { outgoingId: made.id },
  });
  await announce(trx, { topic: 'desk', agentId });
  return made;
}

/** Oldest first. What is no well-formed id is left out: it goes into a header of ours. */
async function inboundMessageIds(trx: Transaction<Database>, contactId: ContactId): Promise<string[]> {
  const rows = await trx
    .selectFrom('ledger')
    .select('message_id')
    .where('contact_id', '=', contactId)
    .where('message_id', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.map(({ message_id }) => message_id).filter(isSafeMessageId);
}
