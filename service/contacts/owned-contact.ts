import type { Transaction } from 'kysely';
import { CodedError } from '../../common/contract/errors';
import type { AgentId, ContactId } from '../../common/ids';
import type { ContactRow, Database } from '../store/schema';

/**
 * Locks a contact's row for its owner until the transaction ends. Whether another's contact exists is not told.
 *
 * @throws CodedError `not-found`
 */
export async function lockOwnContact(
  trx: Transaction<Database>,
  agentId: AgentId,
  contactId: ContactId,
): Promise<ContactRow> {
  const row = await trx
    .selectFrom('contacts')
    .selectAll()
    .where('id', '=', contactId)
    .where('owner_id', '=', agentId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new CodedError('not-found', `Agent ${agentId} has no contact ${contactId}`);
  return row;
}

/** Most of what an owner does is done to a contact in work. @throws CodedError `wrong-state` */
export function assertActive({ id, state }: Pick<ContactRow, 'id' | 'state'>): void {
  if (state !== 'active') throw new CodedError('wrong-state', `Contact ${id} is ${state}`);
}
