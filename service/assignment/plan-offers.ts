import type { AgentId, ContactId, CsqId } from '../../common/ids';

/** A contact that waits. `preferredAgentId`: who had its conversation last, while they are still asked first. */
export type WaitingContact = {
  id: ContactId;
  csqId: CsqId;
  priority: number;
  arrivedAt: Date;
  preferredAgentId: AgentId | null;
};

/** A Ready, connected agent. `held` counts what is offered to and active with them. */
export type FreeAgent = {
  id: AgentId;
  csqIds: ReadonlySet<CsqId>;
  capacity: number;
  held: number;
  idleSince: Date;
};

/** Who gets what. */
export type PlannedOffer = { contactId: ContactId; agentId: AgentId };

/**
 * Decides which contact is offered to whom: contacts by priority (1 is highest), then longest waiting; each to the agent
 * who is preferred for it, else to the one who is idle longest, of those of its queue with free capacity. An agent who gets
 * one counts as busy since now, so that several contacts are spread and not heaped on one desk.
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
function placeInLine(line: readonly FreeAgent[], { csqId, preferredAgentId }: WaitingContact): number {
  const preferred = line.findIndex((agent) => agent.id === preferredAgentId && agent.csqIds.has(csqId));
  return preferred >= 0 ? preferred : line.findIndex((agent) => agent.csqIds.has(csqId));
}

function byUrgency(a: WaitingContact, b: WaitingContact): number {
  return a.priority - b.priority || a.arrivedAt.getTime() - b.arrivedAt.getTime() || (a.id < b.id ? -1 : 1);
}

function byIdleTime(a: FreeAgent, b: FreeAgent): number {
  return a.idleSince.getTime() - b.idleSince.getTime() || (a.id < b.id ? -1 : 1);
}
