import type { Transaction, Updateable } from 'kysely';
import type { ContactState } from '../../common/contract/contact';
import type { ContactId } from '../../common/ids';
import type { Database } from '../store/schema';
import { assertContactTransition } from './contact-states';
import { recordHistory, type HistoryEvent } from './history';

type Values = Omit<Updateable<Database['contacts']>, 'id' | 'state'>;

/**
 * Moves a contact, whose row the caller has locked, into another state and writes the event: the only way in which a
 * contact's state changes.
 *
 * @throws CodedError `wrong-state`
 */
export async function moveContact(
  trx: Transaction<Database>,
  at: Date,
  contact: { id: ContactId; state: ContactState },
  to: ContactState,
  values: Values,
  event: HistoryEvent,
): Promise<void> {
  assertContactTransition(contact.state, to);
  const result = await trx
    .updateTable('contacts')
    .set({ ...values, state: to })
    .where('id', '=', contact.id)
    .where('state', '=', contact.state)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`Contact ${contact.id} was moved without its row being locked`);
  await recordHistory(trx, at, contact.id, { ...event, data: { from: contact.state, to, ...event.data } });
}
