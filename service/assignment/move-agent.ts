import type { Transaction } from 'kysely';
import type { AgentState } from '../../common/contract/agent';
import { CodedError } from '../../common/contract/errors';
import type { AgentId } from '../../common/ids';
import type { AgentRow, Database } from '../store/schema';
import { announce } from '../store/topics';
import { assertAgentTransition } from './agent-states';

/** Who changed an agent's state. */
export type ChangedBy = 'agent' | 'system' | `supervisor:${AgentId}`;

/** Locks an agent's row until the transaction ends. Agents are locked before contacts. @throws CodedError `not-found` */
export async function lockAgent(trx: Transaction<Database>, agentId: AgentId): Promise<AgentRow> {
  const row = await trx.selectFrom('agents').selectAll().where('id', '=', agentId).forUpdate().executeTakeFirst();
  if (!row) throw new CodedError('not-found', `No agent ${agentId}`);
  return row;
}

/** Moves an agent, whose row is locked, into another state, keeps it in the log and tells the agent's desk. */
export async function moveAgent(
  trx: Transaction<Database>,
  at: Date,
  agent: Pick<AgentRow, 'id' | 'state'>,
  to: AgentState,
  { reasonCode = null, changedBy }: { reasonCode?: string | null; changedBy: ChangedBy },
): Promise<void> {
  assertAgentTransition(agent.state, to);
  await trx
    .updateTable('agents')
    .set({
      state: to,
      reason_code: reasonCode,
      state_since: at,
      // Whoever comes back waits behind those who were ready all the time.
      ...(to === 'ready' ? { idle_since: at } : {}),
      ...(to === 'signed-out' ? { disconnected_at: null, instance_id: null } : {}),
    })
    .where('id', '=', agent.id)
    .execute();
  await trx
    .insertInto('agent_state_log')
    .values({ agent_id: agent.id, at, state: to, reason_code: reasonCode, changed_by: changedBy })
    .execute();
  await announce(trx, { topic: 'desk', agentId: agent.id });
}
