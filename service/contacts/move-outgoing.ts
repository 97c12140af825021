import type { Transaction, Updateable } from 'kysely';
import type { OutgoingState } from '../../common/contract/contact';
import type { ContactId, OutgoingId } from '../../common/ids';
import type { Database } from '../store/schema';
import { recordHistory, type HistoryEvent } from './history';
import { assertOutgoingTransition } from './outgoing-states';

type Values = Omit<Updateable<Database['outgoing_messages']>, 'id' | 'state' | 'changed_at'>;

/**
 * Moves an outgoing message, whose row the caller has locked, into another state and writes the event.
 *
 * @throws CodedError `wrong-state`
 */
export async function moveOutgoing(
  trx: Transaction<Database>,
  at: Date,
  outgoing: { id: OutgoingId; state: OutgoingState; contact_id: ContactId },
  to: OutgoingState,
  values: Values,
  event: HistoryEvent,
): Promise<void> {
  assertOutgoingTransition(outgoing.state, to);
  const result = await trx
    .updateTable('outgoing_messages')
    .set({ ...values, state: to, changed_at: at })
    .where('id', '=', outgoing.id)
    .where('state', '=', outgoing.state)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`Message ${outgoing.id} was moved without its row being locked`);
  await recordHistory(trx, at, outgoing.contact_id, {
    ...event,
    data: { outgoingId: outgoing.id, from: outgoing.state, to, ...event.data },
  });
}
