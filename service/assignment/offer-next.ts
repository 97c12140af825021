import { sql, type Transaction } from 'kysely';
import type { AgentId, ContactId, CsqId } from '../../common/ids';
import { moveContact } from '../contacts/move-contact';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { announce, type Topic } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { lockWaiting, type Waiting } from './lock-waiting';
import { planOffers, type FreeAgent, type PlannedOffer, type WaitingContact } from './plan-offers';

/** The most contacts offered in one transaction: longer ones would keep desks waiting for their locks. */
const BATCH = 50;

/**
 * Offers as many waiting contacts as there are free places at the desks.
 *
 * Several instances may do so at once: each locks the agents first, and only then counts what they hold and takes
 * contacts, so that the second one counts what the first gave. If the process dies before COMMIT nobody was offered
 * anything; after it the deadline is in the contact's row, and any instance sees to it.
 *
 * @returns the number of contacts offered
 */
export async function offerNext(deps: ServiceDeps): Promise<number> {
  let total = 0;
  for (;;) {
    const offered = await inTransaction(deps.db, (trx) => offerBatch(trx, deps));
    total += offered;
    if (offered < BATCH) return total;
  }
}

async function offerBatch(trx: Transaction<Database>, deps: ServiceDeps): Promise<number> {
  const ids = await lockReadyAgents(trx);
  if (ids.length === 0) return 0;
  const agents = await readFreeAgents(trx, ids);
  const waiting = await lockWaiting(trx, agents, BATCH);
  const now = deps.now();
  const plan = planOffers(
    waiting.map((row) => toWaiting(row, now)),
    agents,
  ).slice(0, BATCH);
  await writeOffers(trx, deps, plan, new Map(waiting.map((row) => [row.id, row])));
  return plan.length;
}

function toWaiting(row: Waiting, now: Date): WaitingContact {
  const isPreferred = row.preferred_until !== null && row.preferred_until > now;
  const preferredAgentId = isPreferred ? row.preferred_agent_id : null;
  const { id, csq_id: csqId, skill, priority, arrived_at: arrivedAt, given_back_by: givenBackBy } = row;
  return { id, csqId, skill, priority, arrivedAt, preferredAgentId, givenBackBy };
}

/**
 * Only agents for whom something waits, so that an idle tick, or contacts that nobody can serve, lock nobody. What waits is
 * looked at by queue and skill, one contact of each: the index is asked for the next pair, over all that are alike.
 */
async function lockReadyAgents(trx: Transaction<Database>): Promise<AgentId[]> {
  const { rows } = await sql<{ id: AgentId }>`
    WITH RECURSIVE waiting AS (
      (SELECT csq_id, coalesce(skill, '') AS skill FROM contacts
       WHERE state = 'queued' ORDER BY csq_id, coalesce(skill, '') LIMIT 1)
      UNION ALL
      SELECT n.csq_id, n.skill FROM waiting w CROSS JOIN LATERAL (
        SELECT c.csq_id, coalesce(c.skill, '') AS skill FROM contacts c
        WHERE c.state = 'queued' AND (c.csq_id, coalesce(c.skill, '')) > (w.csq_id, w.skill)
        ORDER BY c.csq_id, coalesce(c.skill, '') LIMIT 1) n
    )
    SELECT a.id
    FROM agents a
    WHERE a.state = 'ready' AND a.disconnected_at IS NULL AND a.id IN (
      SELECT m.agent_id
      FROM waiting w
      JOIN agent_csqs m ON m.csq_id = w.csq_id
      LEFT JOIN agent_skills s ON s.agent_id = m.agent_id AND s.skill = w.skill
      WHERE w.skill = '' OR s.skill IS NOT NULL)
    ORDER BY a.id
    FOR UPDATE OF a`.execute(trx);
  return rows.map((row) => row.id);
}

/** A statement of its own: it sees what was committed before the locks were had. */
async function readFreeAgents(trx: Transaction<Database>, ids: AgentId[]): Promise<FreeAgent[]> {
  const { rows } = await sql<{
    id: AgentId;
    capacity: number;
    idle_since: Date;
    held: number;
    csq_ids: CsqId[];
    skills: Record<string, number>;
  }>`
    SELECT a.id, a.capacity, a.idle_since,
      (SELECT count(*) FROM contacts c WHERE c.owner_id = a.id AND c.state IN ('offered', 'active'))::int AS held,
      (SELECT coalesce(json_agg(m.csq_id), '[]') FROM agent_csqs m WHERE m.agent_id = a.id) AS csq_ids,
      (SELECT coalesce(json_object_agg(s.skill, s.level), '{}') FROM agent_skills s WHERE s.agent_id = a.id) AS skills
    FROM agents a
    WHERE a.id = ANY(${ids}::uuid[])`.execute(trx);
  return rows.map((row) => ({
    id: row.id,
    csqIds: new Set(row.csq_ids),
    skills: new Map(Object.entries(row.skills)),
    capacity: row.capacity,
    held: row.held,
    idleSince: row.idle_since,
  }));
}

async function writeOffers(
  trx: Transaction<Database>,
  deps: ServiceDeps,
  plan: PlannedOffer[],
  waiting: Map<ContactId, Waiting>,
): Promise<void> {
  if (plan.length === 0) return;
  const at = deps.now();
  for (const { contactId, agentId } of plan) {
    const limitS = waiting.get(contactId)?.offer_time_limit_s ?? 0;
    await moveContact(
      trx,
      at,
      { id: contactId, state: 'queued' },
      'offered',
      { owner_id: agentId, offered_at: at, offer_expires_at: new Date(at.getTime() + limitS * 1000) },
      { actor: 'system', kind: 'offered', data: { agentId } },
    );
  }
  const agentIds = [...new Set(plan.map((offer) => offer.agentId))];
  await trx.updateTable('agents').set({ idle_since: at }).where('id', 'in', agentIds).execute();
  const desks = agentIds.map((agentId): Topic => ({ topic: 'desk', agentId }));
  await announce(trx, ...desks, { topic: 'queues' });
}
