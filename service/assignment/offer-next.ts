import { sql, type Transaction } from 'kysely';
import type { AgentId, ContactId, CsqId } from '../../common/ids';
import { moveContact } from '../contacts/move-contact';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { announce, type Topic } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { planOffers, type FreeAgent, type PlannedOffer, type WaitingContact } from './plan-offers';

/** The most contacts offered in one transaction: longer ones would keep desks waiting for their locks. */
const BATCH = 50;

type Waiting = {
  id: ContactId;
  csq_id: CsqId;
  priority: number;
  arrived_at: Date;
  offer_time_limit_s: number;
  preferred_agent_id: AgentId | null;
  preferred_until: Date | null;
};

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
  const places = agents.reduce((sum, agent) => sum + Math.max(0, agent.capacity - agent.held), 0);
  if (places === 0) return 0;
  const waiting = await lockWaiting(trx, agents, Math.min(places, BATCH));
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
  return { id: row.id, csqId: row.csq_id, priority: row.priority, arrivedAt: row.arrived_at, preferredAgentId };
}

/** Only agents for whose queues something waits, so that an idle tick locks nobody. */
async function lockReadyAgents(trx: Transaction<Database>): Promise<AgentId[]> {
  const rows = await trx
    .selectFrom('agents')
    .select('id')
    .where('state', '=', 'ready')
    .where('disconnected_at', 'is', null)
    .where((where) =>
      where.exists(
        where
          .selectFrom('agent_csqs')
          .innerJoin('contacts', 'contacts.csq_id', 'agent_csqs.csq_id')
          .select(sql`1`.as('one'))
          .whereRef('agent_csqs.agent_id', '=', 'agents.id')
          .where('contacts.state', '=', 'queued'),
      ),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
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
  }>`
    SELECT a.id, a.capacity, a.idle_since,
      (SELECT count(*) FROM contacts c WHERE c.owner_id = a.id AND c.state IN ('offered', 'active'))::int AS held,
      (SELECT coalesce(json_agg(m.csq_id), '[]') FROM agent_csqs m WHERE m.agent_id = a.id) AS csq_ids
    FROM agents a
    WHERE a.id = ANY(${ids}::uuid[])`.execute(trx);
  return rows.map((row) => ({
    id: row.id,
    csqIds: new Set(row.csq_ids),
    capacity: row.capacity,
    held: row.held,
    idleSince: row.idle_since,
  }));
}

/** The most urgent ones of each queue: a queue with one agent must not hide the next queue's contacts. */
async function lockWaiting(trx: Transaction<Database>, agents: FreeAgent[], limit: number): Promise<Waiting[]> {
  const csqIds = [...new Set(agents.filter((agent) => agent.held < agent.capacity).flatMap((a) => [...a.csqIds]))];
  const { rows } = await sql<Waiting>`
    SELECT w.*, q.offer_time_limit_s
    FROM csqs q
    CROSS JOIN LATERAL (
      SELECT c.id, c.csq_id, c.priority, c.arrived_at, c.preferred_agent_id, c.preferred_until
      FROM contacts c
      WHERE c.csq_id = q.id AND c.state = 'queued'
      ORDER BY c.priority, c.arrived_at
      LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    ) w
    WHERE q.id = ANY(${csqIds}::uuid[])`.execute(trx);
  return rows;
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
