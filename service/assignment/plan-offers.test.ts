import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentId, ContactId, CsqId } from '../../common/ids';
import { planOffers, type FreeAgent, type WaitingContact } from './plan-offers';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 2, 2, 12);

function contact(id: string, minute = 0, priority = 3, csq = 'support', preferred?: string): WaitingContact {
  const preferredAgentId = preferred === undefined ? null : (preferred as AgentId);
  const arrivedAt = new Date(NOON + minute * MINUTE);
  return {
    id: id as ContactId,
    csqId: csq as CsqId,
    skill: null,
    priority,
    arrivedAt,
    preferredAgentId,
    givenBackBy: null,
  };
}

/** One that asks for a skill. */
const asking = (skill: string | null, one: WaitingContact = contact('c')): WaitingContact => ({ ...one, skill });

/** One that prefers an agent. */
const preferring = (preferred: string, id = 'c', minute = 0, priority = 3): WaitingContact =>
  contact(id, minute, priority, 'support', preferred);

/** One that an agent gave back. */
const givenBack = (by: string, one: WaitingContact = contact('c')): WaitingContact => ({
  ...one,
  givenBackBy: by as AgentId,
});

type AgentWish = { capacity?: number; held?: number; csqs?: string[]; skills?: Record<string, number> };

function agent(id: string, idleMinutes: number, wish: AgentWish = {}): FreeAgent {
  const { capacity = 3, held = 0, csqs = ['support'], skills = {} } = wish;
  const idleSince = new Date(NOON - idleMinutes * MINUTE);
  const levels = new Map(Object.entries(skills));
  return { id: id as AgentId, csqIds: new Set(csqs as CsqId[]), skills: levels, capacity, held, idleSince };
}

/** As `contact>agent`, in the order of the plan. */
function planned(waiting: WaitingContact[], agents: FreeAgent[]): string[] {
  return planOffers(waiting, agents).map((offer) => `${offer.contactId}>${offer.agentId}`);
}

describe('planOffers', () => {
  it.each([
    ['nobody waits', [], [agent('a', 1)], []],
    ['nobody is Ready', [contact('c')], [], []],
    ['who gave it back is asked last', [givenBack('b')], [agent('a', 1), agent('b', 9)], ['c>a']],
    [
      'who gave it back is asked last, whatever their level',
      [givenBack('b', asking('spanish'))],
      [agent('a', 1, { skills: { spanish: 1 } }), agent('b', 9, { skills: { spanish: 9 } })],
      ['c>a'],
    ],
    ['who gave it back gets it if nobody else can take it', [givenBack('b')], [agent('b', 9)], ['c>b']],
    ['who gave it back does not get it without its skill', [givenBack('b', asking('spanish'))], [agent('b', 9)], []],
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
    [
      'a skill: who has it, not who is idle longest',
      [asking('polish')],
      [agent('a', 9), agent('b', 5, { skills: { welsh: 10 } }), agent('c', 1, { skills: { polish: 1 } })],
      ['c>c'],
    ],
    [
      'a skill: the best level first, then the longest idle of that level',
      [asking('polish', contact('c1', 1)), asking('polish', contact('c2', 2)), asking('polish', contact('c3', 3))],
      [
        agent('a', 9, { skills: { polish: 4 } }),
        agent('b', 1, { capacity: 1, skills: { polish: 8 } }),
        agent('c', 5, { capacity: 1, skills: { polish: 8 } }),
      ],
      ['c1>c', 'c2>b', 'c3>a'],
    ],
    [
      'a skill: the preferred agent who has it, at whatever level',
      [asking('polish', preferring('b'))],
      [agent('a', 9, { skills: { polish: 10 } }), agent('b', 1, { skills: { polish: 1 } })],
      ['c>b'],
    ],
    [
      'a skill that the preferred agent lacks: another',
      [asking('polish', preferring('b'))],
      [agent('a', 1, { skills: { polish: 1 } }), agent('b', 9, { skills: { welsh: 10 } })],
      ['c>a'],
    ],
    ['a skill that nobody has: nobody', [asking('polish')], [agent('a', 9, { skills: { welsh: 10 } })], []],
    [
      'a skill in another queue is of no use',
      [asking('polish')],
      [agent('a', 9, { csqs: ['sales'], skills: { polish: 10 } })],
      [],
    ],
    [
      'a contact whose skill nobody has holds up none behind it',
      [asking('polish', contact('stuck', 1, 1)), contact('c', 2)],
      [agent('a', 1)],
      ['c>a'],
    ],
    [
      'no skill: levels do not count',
      [contact('c')],
      [agent('a', 1, { skills: { polish: 10 } }), agent('b', 9)],
      ['c>b'],
    ],
  ])('%s', (_name, waiting, agents, expected) => {
    expect(planned(waiting, agents)).toEqual(expected);
  });

  it('gives nothing twice or beyond a capacity, and each contact to the best of those who can take it', () => {
    fc.assert(
      fc.property(anyAgents, anyContacts, (agentWishes, contactWishes) => {
        const agents = agentWishes.map((wish) => agent(wish.id, wish.idle, wish));
        const waiting = contactWishes.map(({ id, minute, priority, csq, skill, prefers }) =>
          asking(skill, contact(id, minute, priority, csq, agentWishes[prefers]?.id)),
        );
        const plan = planOffers(waiting, agents);
        expect(new Set(plan.map((offer) => offer.contactId)).size).toBe(plan.length);
        const held = new Map(agents.map(({ id, held: before }) => [id, before]));
        const candidates = (one: WaitingContact): FreeAgent[] =>
          agents.filter(
            ({ id, csqIds, skills, capacity }) =>
              (held.get(id) ?? 0) < capacity && csqIds.has(one.csqId) && (one.skill === null || skills.has(one.skill)),
          );
        for (const { contactId, agentId } of plan) {
          const one = waiting.find(({ id }) => id === contactId) ?? contact('unknown');
          const able = candidates(one);
          expect(able.map(({ id }) => id)).toContain(agentId);
          if (able.some(({ id }) => id === one.preferredAgentId)) expect(agentId).toBe(one.preferredAgentId);
          else expect(levelOf(one, able, agentId)).toBe(Math.max(...able.map(({ id }) => levelOf(one, able, id))));
          held.set(agentId, (held.get(agentId) ?? 0) + 1);
        }
        // Nothing waits that somebody with a free place could have had.
        for (const left of waiting.filter(({ id }) => !plan.some((offer) => offer.contactId === id))) {
          expect(candidates(left)).toEqual([]);
        }
      }),
    );
  });
});

const anyCsq = fc.constantFrom('support', 'sales', 'billing');
const anySkill = fc.constantFrom('polish', 'welsh', 'contracts');
const anyAgents = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    idle: fc.nat(100),
    capacity: fc.nat(4),
    held: fc.nat(5),
    csqs: fc.uniqueArray(anyCsq),
    skills: fc.dictionary(anySkill, fc.integer({ min: 1, max: 10 })),
  }),
  { selector: ({ id }) => id, maxLength: 8 },
);
const anyContacts = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    minute: fc.nat(50),
    priority: fc.integer({ min: 1, max: 10 }),
    csq: anyCsq,
    skill: fc.option(anySkill),
    prefers: fc.nat(9),
  }),
  { selector: ({ id }) => id, maxLength: 20 },
);

/** The level that counts: all are alike for what asks for no skill. */
function levelOf({ skill }: WaitingContact, agents: readonly FreeAgent[], id: AgentId): number {
  return skill === null ? 0 : (agents.find((one) => one.id === id)?.skills.get(skill) ?? 0);
}
