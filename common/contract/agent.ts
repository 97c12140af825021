import { z } from 'zod';
import { agentIdSchema } from '../ids';

export const ROLES = ['agent', 'supervisor', 'administrator'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** An agent's e-mail readiness. `rona` is set by the system only; leaving it is by hand. */
export const AGENT_STATES = ['signed-out', 'not-ready', 'ready', 'rona'] as const;
export const agentStateSchema = z.enum(AGENT_STATES);
export type AgentState = z.infer<typeof agentStateSchema>;

export const agentSchema = z.object({
  id: agentIdSchema,
  username: z.string(),
  displayName: z.string(),
  role: roleSchema,
  state: agentStateSchema,
  /** Code of the Not Ready reason, where the state has one. */
  reasonCode: z.string().nullable(),
  /** ISO time since which the state holds, by the service's clock. */
  stateSince: z.iso.datetime(),
  /** How many e-mail contacts the agent holds at once. */
  capacity: z.int().min(0).max(30),
});
export type Agent = z.infer<typeof agentSchema>;

export const setAgentStateSchema = z.object({
  state: z.enum(['ready', 'not-ready']),
  reasonCode: z.string().max(64).nullable().default(null),
});
