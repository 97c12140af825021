import type { Transaction } from 'kysely';
import type { AgentId } from '../../common/ids';
import { moveContact } from '../contacts/move-contact';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';

/** Why an offer was taken back. */
export type WithdrawalReason = 'connection-lost' | 'not-ready' | 'signed-in-again' | 'other-offer-expired';

/**
 * Takes back what is offered to an agent, whose row the caller has locked. The contacts keep their time of arrival, so
 * they stand in front of their queue again.
 *
 * @returns how many there were
 */
export async function withdrawOffers(
  trx: Transaction<Database>,
  at: Date,
  agentId: AgentId,
  reason: WithdrawalReason,
): Promise<number> {
  const contacts = await trx
    .selectFrom('contacts')
    .select(['id', 'state'])
    .where('owner_id', '=', agentId)
    .where('state', '=', 'offered')
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const contact of contacts) {
    await moveContact(trx, at, contact, 'queued', BACK_IN_QUEUE, {
      actor: 'system',
      kind: 'offer-withdrawn',
      data: { agentId, reason },
    });
  }
  if (contacts.length > 0) {
    await announce(trx, { topic: 'desk', agentId }, { topic: 'queues' }, { topic: 'work' });
  }
  return contacts.length;
}

/** What a contact loses when it goes back to its queue. */
export const BACK_IN_QUEUE = { owner_id: null, offered_at: null, offer_expires_at: null };
