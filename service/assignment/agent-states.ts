import { CodedError } from '../../common/contract/errors';
import type { AgentState } from '../../common/contract/agent';

/** Where an agent's e-mail state may go. Into RONA only by the system, out of it only by hand. */
export const AGENT_TRANSITIONS: Readonly<Record<AgentState, readonly AgentState[]>> = {
  'signed-out': ['not-ready'],
  'not-ready': ['ready', 'not-ready', 'signed-out'],
  ready: ['not-ready', 'rona', 'signed-out'],
  rona: ['ready', 'not-ready', 'signed-out'],
};

/** @throws CodedError `wrong-state` where the way is not in the table */
export function assertAgentTransition(from: AgentState, to: AgentState): void {
  if (!AGENT_TRANSITIONS[from].includes(to)) {
    throw new CodedError('wrong-state', `An agent cannot go from ${from} to ${to}`);
  }
}
