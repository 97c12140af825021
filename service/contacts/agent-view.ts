import type { Agent } from '../../common/contract/agent';
import type { AgentRow } from '../store/schema';

/** An agent as the contract shows one. */
export function toAgent(row: AgentRow): Agent {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    role: row.role,
    state: row.state,
    reasonCode: row.reason_code,
    stateSince: row.state_since.toISOString(),
    capacity: row.capacity,
  };
}
