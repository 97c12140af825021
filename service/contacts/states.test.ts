import { describe, expect, it } from 'vitest';
import { AGENT_STATES } from '../../common/contract/agent';
import { CONTACT_STATES, OUTGOING_STATES } from '../../common/contract/contact';
import { AGENT_TRANSITIONS, assertAgentTransition } from '../assignment/agent-states';
import { assertContactTransition, CONTACT_TRANSITIONS } from './contact-states';
import { assertOutgoingTransition, OUTGOING_TRANSITIONS } from './outgoing-states';

/** Every state that can be reached from `start`. */
function reachable<S extends string>(table: Readonly<Record<S, readonly S[]>>, start: S): Set<S> {
  const seen = new Set<S>([start]);
  for (const state of seen) table[state].forEach((next) => seen.add(next));
  return seen;
}

describe('state tables', () => {
  it('reaches every state of a contact, a message and an agent', () => {
    expect(reachable(CONTACT_TRANSITIONS, 'queued')).toEqual(new Set(CONTACT_STATES));
    expect(reachable(OUTGOING_TRANSITIONS, 'draft')).toEqual(new Set(OUTGOING_STATES));
    expect(reachable(AGENT_TRANSITIONS, 'signed-out')).toEqual(new Set(AGENT_STATES));
  });

  it('ends contacts in closed only, from wherever they are', () => {
    for (const state of CONTACT_STATES) expect(reachable(CONTACT_TRANSITIONS, state)).toContain('closed');
    expect(CONTACT_TRANSITIONS.closed).toEqual([]);
  });

  it('sends nothing again once it was sent', () => {
    expect(reachable(OUTGOING_TRANSITIONS, 'sent')).toEqual(new Set(['sent', 'bounced']));
  });

  it('makes an agent Ready by way of Not Ready only', () => {
    expect(AGENT_TRANSITIONS['signed-out']).toEqual(['not-ready']);
  });

  it('refuses what is not in a table', () => {
    const refusal = expect.objectContaining({ code: 'wrong-state' }) as unknown;
    expect(() => assertContactTransition('queued', 'active')).toThrow(refusal);
    expect(() => assertOutgoingTransition('sent', 'sending')).toThrow(refusal);
    expect(() => assertAgentTransition('not-ready', 'rona')).toThrow(refusal);
    expect(() => assertContactTransition('offered', 'active')).not.toThrow();
  });
});
