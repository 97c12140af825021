import type { ContactNote } from '../../common/contract/contact';
import type { AgentId, ContactId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import { inTransaction } from '../store/transaction';
import { byAgent, recordHistory } from './history';
import { assertReadable, lockOwnContact, ownContact } from './owned-contact';

/**
 * The owner writes an internal note. The text of the newest note by the same agent again is no second one: the answer to
 * the first call may have been lost. If the process dies before COMMIT there is neither note nor event.
 *
 * @throws CodedError `not-found`, `wrong-state` before acceptance
 */
export async function addNote(
  deps: ServiceDeps,
  agentId: AgentId,
  { contactId, text }: { contactId: ContactId; text: string },
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const contact = await lockOwnContact(trx, agentId, contactId);
    assertReadable(contact);
    const newest = await trx
      .selectFrom('contact_notes')
      .select(['agent_id', 'text'])
      .where('contact_id', '=', contactId)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest?.agent_id === agentId && newest.text === text) return;
    const at = deps.now();
    const note = await trx
      .insertInto('contact_notes')
      .values({ contact_id: contactId, agent_id: agentId, text, created_at: at })
      .returning('id')
      .executeTakeFirstOrThrow();
    await recordHistory(trx, at, contactId, {
      actor: byAgent(agentId),
      kind: 'note-added',
      data: { noteId: note.id },
    });
  });
}

/**
 * The notes of a contact, whoever wrote them, oldest first.
 *
 * @throws CodedError `not-found` where the contact is not the agent's, `wrong-state` before acceptance
 */
export async function contactNotes(
  { db }: Pick<ServiceDeps, 'db'>,
  agentId: AgentId,
  contactId: ContactId,
): Promise<ContactNote[]> {
  assertReadable(await ownContact(db, agentId, contactId));
  const rows = await db
    .selectFrom('contact_notes')
    .innerJoin('agents', 'agents.id', 'contact_notes.agent_id')
    .select(['contact_notes.id', 'agents.display_name', 'contact_notes.text', 'contact_notes.created_at'])
    .where('contact_id', '=', contactId)
    .orderBy('contact_notes.id')
    .execute();
  return rows.map((row) => ({
    id: String(row.id),
    author: row.display_name,
    text: row.text,
    at: row.created_at.toISOString(),
  }));
}
