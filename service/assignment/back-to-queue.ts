import type { Transaction, Updateable } from 'kysely';
import { byAgent, type HistoryEvent } from '../contacts/history';
import { moveContact } from '../contacts/move-contact';
import type { AgentId } from '../../common/ids';
import type { ContactRow, Database } from '../store/schema';
import { announce } from '../store/topics';
import { BACK_IN_QUEUE } from './withdraw-offers';

/** From whom, and what changes about the contact on its way. */
type Return = {
  from: AgentId;
  values?: Pick<Updateable<Database['contacts']>, 'csq_id'>;
  event: Omit<HistoryEvent, 'actor'>;
};

/**
 * An owner parts with a contact: it waits in its queue, by its time of arrival, and others are asked first. The rows of
 * both are locked by the caller. Its draft stays with it: whoever answers next writes on under the same Message-ID.
 */
export async function backToQueue(
  trx: Transaction<Database>,
  at: Date,
  contact: ContactRow,
  { from, values, event }: Return,
): Promise<void> {
  const preference = contact.preferred_agent_id === from ? { preferred_agent_id: null, preferred_until: null } : {};
  await moveContact(
    trx,
    at,
    contact,
    'queued',
    { ...BACK_IN_QUEUE, accepted_at: null, given_back_by: from, ...preference, ...values },
    { ...event, actor: byAgent(from) },
  );
  // From now on they are idle.
  await trx.updateTable('agents').set({ idle_since: at }).where('id', '=', from).execute();
  await announce(trx, { topic: 'desk', agentId: from }, { topic: 'queues' }, { topic: 'work' });
}
