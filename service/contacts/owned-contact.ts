import type { Kysely, Transaction } from 'kysely';
import type { ContactState } from '../../common/contract/contact';
import { CodedError } from '../../common/contract/errors';
import type { AgentId, ContactId } from '../../common/ids';
import type { ContactRow, Database } from '../store/schema';

type Contact = Pick<ContactRow, 'id' | 'state'>;

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
  const row = await select(trx, agentId, contactId).forUpdate().executeTakeFirst();
  return found(row, agentId, contactId);
}

/** The same, only to read. @throws CodedError `not-found` */
export async function ownContact(db: Kysely<Database>, agentId: AgentId, contactId: ContactId): Promise<ContactRow> {
  return found(await select(db, agentId, contactId).executeTakeFirst(), agentId, contactId);
}

function select(db: Kysely<Database>, agentId: AgentId, contactId: ContactId) {
  return db.selectFrom('contacts').selectAll().where('id', '=', contactId).where('owner_id', '=', agentId);
}

function found(row: ContactRow | undefined, agentId: AgentId, contactId: ContactId): ContactRow {
  if (!row) throw new CodedError('not-found', `Agent ${agentId} has no contact ${contactId}`);
  return row;
}

/** Most of what an owner does is done to a contact in work. @throws CodedError `wrong-state` */
export function assertActive({ id, state }: Contact): void {
  if (state !== 'active') throw new CodedError('wrong-state', `Contact ${id} is ${state}`);
}

const READABLE: readonly ContactState[] = ['active', 'wrap-up', 'closed', 'postponed', 'in-review'];

/** From acceptance on the owner may read; what is only offered is read by nobody. @throws CodedError `wrong-state` */
export function assertReadable({ id, state }: Contact): void {
  if (!READABLE.includes(state)) throw new CodedError('wrong-state', `Contact ${id} is ${state}`);
}
