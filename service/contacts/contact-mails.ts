import type { MailLocation } from '../../common/contract/service-api';
import type { AgentId, ContactId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import { assertReadable, ownContact } from './owned-contact';

/**
 * Where the inbound mails of a contact lie, oldest first.
 *
 * @throws CodedError `not-found` where the contact is not the agent's, `wrong-state` before acceptance
 */
export async function contactMails(
  { db }: Pick<ServiceDeps, 'db'>,
  agentId: AgentId,
  contactId: ContactId,
): Promise<MailLocation[]> {
  assertReadable(await ownContact(db, agentId, contactId));
  const rows = await db
    .selectFrom('ledger')
    .select(['folder', 'uid_validity', 'uid', 'message_id'])
    .where('contact_id', '=', contactId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    folder: row.folder,
    uidValidity: String(row.uid_validity),
    uid: row.uid,
    messageId: row.message_id,
  }));
}
