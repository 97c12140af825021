import { CodedError } from '../../common/contract/errors';
import type { ContactState } from '../../common/contract/contact';
import type { MailLocation } from '../../common/contract/service-api';
import type { AgentId, ContactId } from '../../common/ids';
import type { ServiceDeps } from '../deps';

/** From acceptance on the owner may read; what is only offered is read by nobody. */
const READABLE: readonly ContactState[] = ['active', 'wrap-up', 'closed', 'postponed', 'in-review'];

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
  const contact = await db
    .selectFrom('contacts')
    .select('state')
    .where('id', '=', contactId)
    .where('owner_id', '=', agentId)
    .executeTakeFirst();
  if (!contact) throw new CodedError('not-found', `Agent ${agentId} has no contact ${contactId}`);
  if (!READABLE.includes(contact.state))
    throw new CodedError('wrong-state', `Contact ${contactId} is ${contact.state}`);
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
