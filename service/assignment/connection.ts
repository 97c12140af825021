import type { AgentId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { lockAgent, moveAgent } from './move-agent';
import { withdrawOffers } from './withdraw-offers';

/**
 * The agent's desk is gone: offers are taken back at once; what is accepted stays theirs, and so does their state until
 * the grace time is over.
 */
export async function connectionLost(deps: ServiceDeps, agentId: AgentId): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const agent = await lockAgent(trx, agentId);
    if (agent.state === 'signed-out' || agent.disconnected_at !== null) return;
    const at = deps.now();
    await trx.updateTable('agents').set({ disconnected_at: at }).where('id', '=', agentId).execute();
    await withdrawOffers(trx, at, agentId, 'connection-lost');
    await announce(trx, { topic: 'work' });
  });
}

/**
 * The agent's desk is there (again). Within the grace time the state is what it was; after it the agent was signed out
 * and comes back Not Ready, because nobody becomes Ready but by hand.
 */
export async function connectionResumed(deps: ServiceDeps, agentId: AgentId): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const agent = await lockAgent(trx, agentId);
    const at = deps.now();
    await trx
      .updateTable('agents')
      .set({ disconnected_at: null, instance_id: deps.instanceId })
      .where('id', '=', agentId)
      .execute();
    if (agent.state === 'signed-out') await moveAgent(trx, at, agent, 'not-ready', { changedBy: 'system' });
    await announce(trx, { topic: 'work' }, { topic: 'desk', agentId });
  });
}

/**
 * At the start of an instance: desks that were connected to one which is gone have no connection now. With a single
 * instance that is every other one. Their grace time starts here.
 */
export async function disconnectDeadInstances(deps: ServiceDeps): Promise<number> {
  const rows = await deps.db
    .selectFrom('agents')
    .select('id')
    .where('state', '<>', 'signed-out')
    .where('disconnected_at', 'is', null)
    .where((where) => where.or([where('instance_id', 'is', null), where('instance_id', '<>', deps.instanceId)]))
    .orderBy('id')
    .execute();
  for (const { id } of rows) await connectionLost(deps, id);
  return rows.length;
}

/** Signs out the agents whose grace time is over. What they hold stays theirs, for a supervisor to see and move. */
export async function signOutAway(deps: ServiceDeps, graceMs: number): Promise<number> {
  const isOver = new Date(deps.now().getTime() - graceMs);
  const rows = await deps.db
    .selectFrom('agents')
    .select('id')
    .where('state', '<>', 'signed-out')
    .where('disconnected_at', '<=', isOver)
    .orderBy('id')
    .execute();
  for (const { id } of rows) {
    await inTransaction(deps.db, async (trx) => {
      const agent = await lockAgent(trx, id);
      // They may have come back, or another instance was faster.
      if (agent.state === 'signed-out' || !agent.disconnected_at || agent.disconnected_at > isOver) return;
      await moveAgent(trx, deps.now(), agent, 'signed-out', { changedBy: 'system' });
    });
  }
  return rows.length;
}
