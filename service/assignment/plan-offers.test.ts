import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentId, ContactId, CsqId } from '../../common/ids';
import { planOffers, type FreeAgent, type WaitingContact } from './plan-offers';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 2, 2, 12);

function contact(id: string, minute = 0, priority = 3, csq = 'support', preferred?: string): WaitingContact {
  const preferredAgentId = preferred === undefined ? null : (preferred as AgentId);
  const arrivedAt = new Date(NOON + minute * MINUTE);
  return { id: id as ContactId, csqId: csq as CsqId, priority, arrivedAt, preferredAgentId };
}

/** One that prefers an agent. */
const preferring = (preferred: string, id = 'c', minute = 0, priority = 3): WaitingContact =>
  contact(id, minute, priority, 'support', preferred);

function agent(id: string, idleMinutes: number, { capacity = 3, held = 0, csqs = ['support'] } = {}): FreeAgent {
  const idleSince = new Date(NOON - idleMinutes * MINUTE);
  return { id: id as AgentId, csqIds: new Set(csqs as CsqId[]), capacity, held, idleSince };
}

/** As `contact>agent`, in the order of the plan. */
function planned(waiting: WaitingContact[], agents: FreeAgent[]): string[] {
  return planOffers(waiting, agents).map((offer) => `${offer.contactId}>${offer.agentId}`);
}

describe('planOffers', () => {
  it.each([
    ['nobody waits', [], [agent('a', 1)], []],
    ['nobody is Ready', [contact('c')], [], []],
    ['the longest idle gets it', [contact('c')], [agent('a', 1), agent('b', 9)], ['c>b']],
    [
      'the longest waiting goes first',
      [contact('new', 5), contact('old', 1)],
      [agent('a', 1, { capacity: 1 })],
      ['old>a'],
    ],
    [
      'priority goes before waiting',
      [contact('old', 1), contact('urgent', 5, 1)],
      [agent('a', 1, { capacity: 1 })],
      ['urgent>a'],
    ],
    ['only members of the queue', [contact('c')], [agent('a', 9, { csqs: ['sales'] }), agent('b', 1)], ['c>b']],
    ['a full agent gets nothing', [contact('c')], [agent('a', 9, { held: 3 }), agent('b', 1)], ['c>b']],
    ['a capacity of 0 gets nothing', [contact('c')], [agent('a', 9, { capacity: 0 })], []],
    [
      'several are spread, then heaped up to the capacity',
      [contact('c1', 1), contact('c2', 2), contact('c3', 3), contact('c4', 4)],
      [agent('a', 9, { capacity: 2 }), agent('b', 5, { capacity: 1 })],
      ['c1>a', 'c2>b', 'c3>a'],
    ],
    [
      'the preferred agent gets it before who is idle longer',
      [preferring('b')],
      [agent('a', 9), agent('b', 1)],
      ['c>b'],
    ],
    ['a preferred agent who is not there: another', [preferring('z')], [agent('a', 9), agent('b', 1)], ['c>a']],
    [
      'a preferred agent without a free place: another',
      [preferring('b')],
      [agent('a', 1), agent('b', 9, { held: 3 })],
      ['c>a'],
    ],
    [
      'a preferred agent who left the queue: another',
      [preferring('b')],
      [agent('a', 1), agent('b', 9, { csqs: ['sales'] })],
      ['c>a'],
    ],
    [
      'the last place of a preferred agent goes to what is more urgent',
      [preferring('a', 'old', 1), contact('urgent', 5, 1)],
      [agent('a', 9, { capacity: 1 })],
      ['urgent>a'],
    ],
    [
      'the preferred agent gets several, up to the capacity',
      [preferring('b', 'c1', 1), preferring('b', 'c2', 2), preferring('b', 'c3', 3)],
      [agent('a', 9), agent('b', 1, { capacity: 2 })],
      ['c1>b', 'c2>b', 'c3>a'],
    ],
    [
      'a queue without agents does not hold up the others',
      [contact('stuck', 1, 1, 'sales'), contact('c', 2)],
      [agent('a', 1)],
      ['c>a'],
    ],
  ])('%s', (_name, waiting, agents, expected) => {
    expect(planned(waiting, agents)).toEqual(expected);
  });

  it('never gives a contact twice, exceeds a capacity or leaves a queue', () => {
    const csq = fc.constantFrom('support', 'sales', 'billing');
    const agents = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        idle: fc.nat(100),
        capacity: fc.nat(4),
        held: fc.nat(5),
        csqs: fc.uniqueArray(csq),
      }),
      { selector: (a) => a.id, maxLength: 8 },
    );
    const contacts = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        minute: fc.nat(50),
        priority: fc.integer({ min: 1, max: 10 }),
        csq,
        prefers: fc.nat(9),
      }),
      {
        selector: (c) => c.id,
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(agents, contacts, (agentWishes, contactWishes) => {
        const free = agentWishes.map((a) => agent(a.id, a.idle, a));
        const waiting = contactWishes.map((c) =>
          contact(c.id, c.minute, c.priority, c.csq, agentWishes[c.prefers]?.id),
        );
        const plan = planOffers(waiting, free);
        expect(new Set(plan.map((offer) => offer.contactId)).size).toBe(plan.length);
        for (const one of free) {
          const given = plan.filter((offer) => offer.agentId === one.id);
          if (given.length > 0) expect(one.held + given.length).toBeLessThanOrEqual(one.capacity);
          for (const offer of given) {
            expect(one.csqIds.has(waiting.find((c) => c.id === offer.contactId)?.csqId ?? ('' as CsqId))).toBe(true);
          }
        }
        // Nothing waits that somebody with a free place could have had.
        for (const left of waiting.filter((c) => !plan.some((offer) => offer.contactId === c.id))) {
          const free2 = free.filter((a) => a.csqIds.has(left.csqId));
          for (const one of free2) {
            const given = plan.filter((offer) => offer.agentId === one.id).length;
            expect(one.held + given).toBeGreaterThanOrEqual(one.capacity);
          }
        }
      }),
    );
  });
});
