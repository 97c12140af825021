import { randomUUID } from 'node:crypto';
import type { ContactId, ConversationId, CustomerId, OutgoingId } from '../../common/ids';
import { markReplyQueued, type OutgoingLocation } from '../../service/contacts/mark-reply-queued';
import type { OutgoingRow } from '../../service/store/schema';
import { buildMail } from '../builders/mail';
import { withImap } from '../mail-stack/mailbox';
import type { MailWorld } from '../support/mail-service';

/** The customer of every reply here. */
export const carlaOf = ({ stack }: Pick<MailWorld, 'stack'>): string => stack.customerAddress('carla');

/** A reply as the desk leaves it: a draft in the database and, once appended, a message in the Outbox. */
export type Reply = {
  id: OutgoingId;
  contactId: ContactId;
  conversationId: ConversationId;
  messageId: string;
  raw: Buffer;
};

type ReplyParts = {
  subject: string;
  to?: string;
  from?: string;
  /** Put before the header as it stands: the composer would leave Bcc out. */
  firstLine?: string;
  /** To be sent in the conversation of another. */
  after?: Reply;
};

/** Adds a contact that anna works on, with the draft of its reply, and builds the message. */
export async function addDraft({ deps, stack }: MailWorld, parts: ReplyParts): Promise<Reply> {
  const { db } = deps;
  const from = stack.address('support');
  const carla = carlaOf({ stack });
  const anna = await db.selectFrom('agents').select('id').executeTakeFirstOrThrow();
  const point = await db.selectFrom('entry_points').selectAll().where('address', '=', from).executeTakeFirstOrThrow();
  const at = deps.now();
  const customerId = randomUUID() as CustomerId;
  const conversationId = parts.after?.conversationId ?? (randomUUID() as ConversationId);
  const contactId = randomUUID() as ContactId;
  const id = randomUUID() as OutgoingId;
  const messageId = `<${id}@example.test>`;
  await db.insertInto('customers').values({ id: customerId, name: 'Carla', created_at: at }).execute();
  if (parts.after === undefined) {
    const conversation = { id: conversationId, customer_id: customerId, created_at: at };
    await db.insertInto('conversations').values(conversation).execute();
  }
  const contact = { customer_id: customerId, csq_id: point.csq_id, entry_point_id: point.id, owner_id: anna.id };
  const shown = { subject: parts.subject, customer_name: 'Carla', customer_address: carla, arrived_at: at };
  await db
    .insertInto('contacts')
    .values({ id: contactId, conversation_id: conversationId, state: 'active', accepted_at: at, ...contact, ...shown })
    .execute();
  const recipients = JSON.stringify({ to: [{ name: '', address: carla }], cc: [] });
  const draft = {
    contact_id: contactId,
    agent_id: anna.id,
    message_id: messageId,
    entry_point_id: point.id,
    recipients,
  };
  await db
    .insertInto('outgoing_messages')
    .values({ id, state: 'draft', subject: parts.subject, created_at: at, changed_at: at, ...draft })
    .execute();
  const { subject, to = carla, firstLine } = parts;
  const built = await buildMail({ from: parts.from ?? from, to, subject, messageId });
  const raw = Buffer.concat([Buffer.from(firstLine === undefined ? '' : `${firstLine}\r\n`), built]);
  return { id, contactId, conversationId, messageId, raw };
}

/** Appends the message to the Outbox as the desk does; where the server says so, gives its place. */
export async function append(
  { stack }: MailWorld,
  { raw }: Reply,
  folder = 'Outbox',
): Promise<OutgoingLocation | null> {
  return withImap(stack.imap, async (client) => {
    const appended = await client.append(folder, raw);
    if (appended === false || appended.uid === undefined || appended.uidValidity === undefined) return null;
    return { folder, uid: appended.uid, uidValidity: String(appended.uidValidity) };
  });
}

/** Everything the desk does to send: draft, message in the Outbox, telling the service. */
export async function sendReply(world: MailWorld, parts: ReplyParts): Promise<Reply> {
  const reply = await addDraft(world, parts);
  const location = await append(world, reply);
  await markReplyQueued(world.deps, { outgoingId: reply.id }, { location }, 'system');
  return reply;
}

/** The message's row as it is now. */
export async function rowOf({ deps }: MailWorld, { id }: Pick<Reply, 'id'>): Promise<OutgoingRow> {
  return deps.db.selectFrom('outgoing_messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}
