import type { AgentId, ContactId, CsqId } from '../../common/ids';

/**
 * A contact that waits. `skill`: what its agent has to have; null: nothing. `preferredAgentId`: who had its conversation
 * last, while they are still asked first. `givenBackBy`: who parted with it last; others are asked before them.
 */
export type WaitingContact = {
  id: ContactId;
  csqId: CsqId;
  skill: string | null;
  priority: number;
  arrivedAt: Date;
  preferredAgentId: AgentId | null;
  givenBackBy: AgentId | null;
};

/** A Ready, connected agent. `skills`: the level of each. `held` counts what is offered to and active with them. */
export type FreeAgent = {
  id: AgentId;
  csqIds: ReadonlySet<CsqId>;
  skills: ReadonlyMap<string, number>;
  capacity: number;
  held: number;
  idleSince: Date;
};

/** Who gets what. */
export type PlannedOffer = { contactId: ContactId; agentId: AgentId };

/**
 * Decides which contact is offered to whom: contacts by priority (1 is highest), then longest waiting; each to the agent
 * who is preferred for it, else to the one with the highest level of its skill, else to the one who is idle longest, of
 * those of its queue who have the skill and free capacity. An agent who gets one counts as busy since now, so that several
 * contacts are spread and not heaped on one desk. Who gave a contact back gets it if nobody else can take it. A contact that
 * nobody can take holds up none behind it.
 */
export function planOffers(waiting: readonly WaitingContact[], agents: readonly FreeAgent[]): PlannedOffer[] {
  const line = [...agents].filter((agent) => agent.held < agent.capacity).sort(byIdleTime);
  const held = new Map(line.map((agent) => [agent.id, agent.held]));
  const plan: PlannedOffer[] = [];
  for (const contact of [...waiting].sort(byUrgency)) {
    const index = placeInLine(line, contact);
    const [agent] = index < 0 ? [] : line.splice(index, 1);
    if (!agent) continue;
    plan.push({ contactId: contact.id, agentId: agent.id });
    const nowHeld = (held.get(agent.id) ?? 0) + 1;
    held.set(agent.id, nowHeld);
    if (nowHeld < agent.capacity) line.push(agent);
  }
  return plan;
}

/** Nobody waits for a preferred agent who is away or has their hands full. */
function placeInLine(line: readonly FreeAgent[], contact: WaitingContact): number {
  const levels = line.map((agent) => levelFor(agent, contact));
  const preferred = line.findIndex(({ id }) => id === contact.preferredAgentId);
  if ((levels[preferred] ?? NONE) > NONE) return preferred;
  const best = Math.max(NONE, ...levels);
  return best > NONE ? levels.indexOf(best) : -1;
}

/** Below every level: they may not have it. */
const NONE = 0;

/** Below all others who may have it. */
const LAST = 0.5;

/** How well an agent can serve a contact; all serve one alike that asks for no skill. */
function levelFor(agent: FreeAgent, { csqId, skill, givenBackBy }: WaitingContact): number {
  if (!agent.csqIds.has(csqId)) return NONE;
  const level = skill === null ? 1 : (agent.skills.get(skill) ?? NONE);
  return agent.id === givenBackBy ? Math.min(level, LAST) : level;
}

function byUrgency(a: WaitingContact, b: WaitingContact): number {
  return a.priority - b.priority || a.arrivedAt.getTime() - b.arrivedAt.getTime() || (a.id < b.id ? -1 : 1);
}

function byIdleTime(a: FreeAgent, b: FreeAgent): number {
  return a.idleSince.getTime() - b.idleSince.getTime() || (a.id < b.id ? -1 : 1);
}
