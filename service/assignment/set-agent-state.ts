import { CodedError } from '../../common/contract/errors';
import type { AgentId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { lockAgent, moveAgent } from './move-agent';
import { withdrawOffers } from './withdraw-offers';

type Wish = { state: 'ready' | 'not-ready'; reasonCode: string | null };

/**
 * The agent goes Ready or Not Ready, also out of RONA. Not Ready gives back what is offered and keeps what is accepted.
 *
 * @throws CodedError `wrong-state` when signed out, `invalid-input` for an unknown reason
 */
export async function setAgentState(deps: ServiceDeps, agentId: AgentId, wish: Wish): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const agent = await lockAgent(trx, agentId);
    const at = deps.now();
    const reasonCode = wish.state === 'not-ready' ? wish.reasonCode : null;
    if (agent.state === wish.state && agent.reason_code === reasonCode) return;
    if (agent.state === 'signed-out') throw new CodedError('wrong-state', 'The agent is signed out');
    if (reasonCode !== null) {
      const known = await trx
        .selectFrom('reasons')
        .select('code')
        .where('kind', '=', 'not-ready')
        .where('code', '=', reasonCode)
        .executeTakeFirst();
      if (!known) throw new CodedError('invalid-input', 'No such Not Ready reason');
    }
    if (wish.state === 'not-ready') await withdrawOffers(trx, at, agentId, 'not-ready');
    await moveAgent(trx, at, agent, wish.state, { reasonCode, changedBy: 'agent' });
    if (wish.state === 'ready') await announce(trx, { topic: 'work' });
  });
}
