import type { Transaction } from 'kysely';
import type { AgentId } from '../../common/ids';
import { moveContact } from '../contacts/move-contact';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { lockAgent, moveAgent } from './move-agent';
import { BACK_IN_QUEUE, withdrawOffers } from './withdraw-offers';

/**
 * RONA: contacts that were not accepted in time go back to their queues, and the agents who let them ring become RONA.
 * Safe on several instances at once: the agent's row is locked and the deadline looked at again before anything is done.
 *
 * @returns how many agents were set to RONA
 */
export async function expireOffers(deps: ServiceDeps): Promise<number> {
  const late = await deps.db
    .selectFrom('contacts')
    .select('owner_id')
    .distinct()
    .where('state', '=', 'offered')
    .where('offer_expires_at', '<=', deps.now())
    .orderBy('owner_id')
    .execute();
  let count = 0;
  for (const { owner_id } of late) {
    if (owner_id && (await inTransaction(deps.db, (trx) => expireOffersOf(trx, deps, owner_id)))) count++;
  }
  return count;
}

async function expireOffersOf(trx: Transaction<Database>, deps: ServiceDeps, agentId: AgentId): Promise<boolean> {
  const agent = await lockAgent(trx, agentId);
  const at = deps.now();
  const contacts = await trx
    .selectFrom('contacts')
    .select(['id', 'state', 'preferred_agent_id'])
    .where('owner_id', '=', agentId)
    .where('state', '=', 'offered')
    .where('offer_expires_at', '<=', at)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (contacts.length === 0) return false;
  for (const contact of contacts) {
    // who let it ring is not asked first again
    const preference =
      contact.preferred_agent_id === agentId ? { preferred_agent_id: null, preferred_until: null } : {};
    await moveContact(
      trx,
      at,
      contact,
      'queued',
      { ...BACK_IN_QUEUE, ...preference },
      {
        actor: 'system',
        kind: 'offer-expired',
        data: { agentId },
      },
    );
  }
  // Who does not answer one offer will not answer the others: their customers wait no longer.
  await withdrawOffers(trx, at, agentId, 'other-offer-expired');
  if (agent.state === 'ready') await moveAgent(trx, at, agent, 'rona', { changedBy: 'system' });
  await announce(trx, { topic: 'desk', agentId }, { topic: 'queues' }, { topic: 'work' });
  return true;
}
