import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId } from '../../common/ids';
import { createMetrics } from '../../service/api/metrics';
import { connectionResumed } from '../../service/assignment/connection';
import { offerNext } from '../../service/assignment/offer-next';
import { setAgentState } from '../../service/assignment/set-agent-state';
import { readConfiguration } from '../../service/config/current-configuration';
import { saveConfiguration } from '../../service/config/save-configuration';
import { parseSeed, seed } from '../../service/config/seed';
import { buildAgent, buildSeed, type Seed } from '../builders/seed';
import { buildSite, type Site } from '../builders/service-site';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from '../support/service-database';

let database: ServiceDatabase;
let site: Site;

beforeAll(async () => {
  database = await startServiceDatabase();
});
beforeEach(async () => {
  await emptyTables(database);
  site = await buildSite(database.deps, {
    agents: [
      { username: 'anna' },
      { username: 'ben', skills: { polish: 4, welsh: 9 } },
      { username: 'carl', skills: { polish: 8 }, capacity: 1 },
      { username: 'sue', skills: { polish: 10 }, csqs: ['Sales'] },
    ],
  });
});
afterAll(() => database.stop());

/** In the order in which they are to be idle longest. */
async function goReady(...usernames: string[]): Promise<void> {
  for (const username of usernames) {
    await connectionResumed(database.deps, site.agentId(username));
    await setAgentState(database.deps, site.agentId(username), { state: 'ready', reasonCode: null });
    database.clock.advance(1);
  }
}

/** Who each contact is offered to, or that it waits. */
async function ownersOf(...ids: ContactId[]): Promise<(string | null)[]> {
  const rows = await database.deps.db
    .selectFrom('contacts')
    .leftJoin('agents', 'agents.id', 'contacts.owner_id')
    .select(['contacts.id', 'agents.username as owner'])
    .where('contacts.id', 'in', ids)
    .execute();
  const owners = new Map(rows.map((row) => [row.id, row.owner]));
  return ids.map((id) => owners.get(id) ?? null);
}

/** Of one skill, all before anything else that is added. */
async function addMany(count: number, skill: string): Promise<void> {
  for (let i = 0; i < count; i++) await site.addContact({ skill, priority: 1 });
  database.clock.advance(1);
}

async function nobodySkilled(): Promise<number | undefined> {
  const metrics = createMetrics({
    db: database.deps.db,
    desks: () => 0,
    pool: () => ({ total: 0, idle: 0, waiting: 0 }),
    intake: () => ({ inStore: 0, takenIn: 0, waiting: 0 }),
  });
  return (await metrics.getSingleMetric('replydesk_contacts_nobody_skilled')?.get())?.values[0]?.value;
}

describe('a contact with a skill', () => {
  it('is offered to the best of its queue who has it, then to the next', async () => {
    await goReady('anna', 'ben', 'carl', 'sue');
    const first = await site.addContact({ skill: 'polish' });
    database.clock.advance(1);
    const second = await site.addContact({ skill: 'polish' });
    expect(await offerNext(database.deps)).toBe(2);
    expect(await ownersOf(first, second)).toEqual(['carl', 'ben']);
  });

  it('waits while nobody with it is ready, and is offered when somebody is', async () => {
    await goReady('anna', 'sue');
    const contact = await site.addContact({ skill: 'polish' });
    expect(await offerNext(database.deps)).toBe(0);
    await goReady('ben');
    expect(await offerNext(database.deps)).toBe(1);
    expect(await ownersOf(contact)).toEqual(['ben']);
  });

  it('goes to the preferred agent at any level, but not without the skill', async () => {
    const { db, now } = database.deps;
    const [has, lacks] = [await site.addContact({ skill: 'polish' }), await site.addContact({ skill: 'polish' })];
    const until = new Date(now().getTime() + 3_600_000);
    for (const [id, username] of [
      [has, 'ben'],
      [lacks, 'anna'],
    ] as const) {
      const preference = { preferred_agent_id: site.agentId(username), preferred_until: until };
      await db.updateTable('contacts').set(preference).where('id', '=', id).execute();
    }
    await goReady('anna', 'ben', 'carl');
    await offerNext(database.deps);
    expect(await ownersOf(has, lacks)).toEqual(['ben', 'carl']);
  });

  it('is given out once and to the skilled only, however many offer at once', async () => {
    await goReady('anna', 'ben', 'carl');
    for (let i = 0; i < 10; i++) await site.addContact({ skill: 'polish' });
    const counts = await Promise.all([1, 2, 3, 4, 5].map(() => offerNext(database.deps)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    const held = await database.deps.db
      .selectFrom('contacts')
      .innerJoin('agents', 'agents.id', 'contacts.owner_id')
      .select(['username', (select) => select.fn.countAll<number>().as('count')])
      .groupBy('username')
      .orderBy('username')
      .execute();
    expect(held).toEqual([
      { username: 'ben', count: 3 },
      { username: 'carl', count: 1 },
    ]);
  });
});

describe('contacts that nobody ready can serve', () => {
  it('hold up none behind them, 200 in front', async () => {
    await addMany(200, 'welsh');
    const behind = [await site.addContact({ skill: 'polish' }), await site.addContact()];
    await goReady('anna', 'carl');
    expect(await offerNext(database.deps)).toBe(2);
    expect(await ownersOf(...behind)).toEqual(['carl', 'anna']);
  });

  it('hold up none behind them where the one who can serve them is full', async () => {
    await goReady('ben');
    await addMany(200, 'welsh');
    expect(await offerNext(database.deps)).toBe(3);
    const polish = await site.addContact({ skill: 'polish' });
    // Of the same moment, either could be first, and carl has one place.
    database.clock.advance(1);
    const behind = [polish, await site.addContact()];
    await goReady('carl', 'anna');
    expect(await offerNext(database.deps)).toBe(2);
    expect(await ownersOf(...behind)).toEqual(['carl', 'anna']);
  });

  it('lock no agent', async () => {
    await addMany(1, 'polish');
    await goReady('anna');
    const { db } = database.deps;
    await db.transaction().execute(async (trx) => {
      await trx.selectFrom('agents').select('id').where('username', '=', 'anna').forUpdate().execute();
      // It would wait for this transaction, and the test for it.
      expect(await offerNext(database.deps)).toBe(0);
    });
  });

  it('are counted where no agent of the queue could ever', async () => {
    await site.addContact({ skill: 'polish' });
    await site.addContact();
    expect(await nobodySkilled()).toBe(0);
    await site.addContact({ skill: 'welsh', csq: 'Sales' });
    await site.addContact({ skill: 'gaelic' });
    expect(await nobodySkilled()).toBe(2);
  });
});

describe('the skills of a seed', () => {
  const write = (content: Seed): Promise<void> =>
    seed({ ...database.deps, hashPassword: () => Promise.resolve('hash') }, parseSeed(content, 'seed.json'));
  const annaWith = (skills?: Seed['agents'][number]['skills']): Seed['agents'] => [
    buildAgent(skills === undefined ? {} : { skills }),
  ];
  const levels = async (): Promise<Record<string, number>> => {
    const rows = await database.deps.db
      .selectFrom('agent_skills')
      .select(['skill', 'level'])
      .where('agent_id', '=', site.agentId('anna'))
      .execute();
    return Object.fromEntries(rows.map(({ skill, level }) => [skill, level]));
  };
  const configured = async () => (await readConfiguration(database.deps.db))?.configuration.skills;

  it('replace those an agent has, or leave them where it says nothing', async () => {
    const polish = { skill: 'polish', level: 3 };
    await write(buildSeed({ agents: annaWith([polish, { skill: 'welsh', level: 10 }]) }));
    expect(await levels()).toEqual({ polish: 3, welsh: 10 });
    await write(buildSeed({ agents: annaWith() }));
    expect(await levels()).toEqual({ polish: 3, welsh: 10 });
    await write(buildSeed({ agents: annaWith([{ ...polish, level: 5 }]) }));
    expect(await levels()).toEqual({ polish: 5 });
    await write(buildSeed({ agents: annaWith([]) }));
    expect(await levels()).toEqual({});
  });

  it('are added to those of the configuration, or renamed there, and make a version only if they change it', async () => {
    const skills = [
      { id: 'polish', name: 'Polski' },
      { id: 'contracts', name: 'Contracts' },
    ];
    const content = buildSeed({ skills, agents: annaWith([{ skill: 'contracts', level: 1 }]) });
    await write(content);
    expect(await configured()).toEqual([skills[0], { id: 'welsh', name: 'welsh' }, skills[1]]);
    const version = (await readConfiguration(database.deps.db))?.version;
    await write(content);
    expect((await readConfiguration(database.deps.db))?.version).toBe(version);
  });

  it('are refused, and the seed with them, where nobody knows them', async () => {
    const agents = [buildAgent({ username: 'new', skills: [{ skill: 'polsh', level: 3 }] })];
    await expect(write(buildSeed({ agents }))).rejects.toThrow(
      'agents.0.skills: neither the seed nor the configuration has a skill polsh',
    );
    const names = await database.deps.db.selectFrom('agents').select('username').execute();
    expect(names.map(({ username }) => username)).not.toContain('new');
    const list = Array.from({ length: 999 }, (_, n) => ({ id: `s${n}`, name: 'S' }));
    await expect(write(buildSeed({ skills: list, agents: [] }))).rejects.toThrow(/The seed is refused: skills: /);
  });

  it.each([
    ['a level beyond 10', [{ skill: 'polish', level: 11 }], /agents\.0\.skills\.0\.level/],
    ['a level of 0', [{ skill: 'polish', level: 0 }], /agents\.0\.skills\.0\.level/],
    [
      'one twice',
      [
        { skill: 'polish', level: 1 },
        { skill: 'polish', level: 2 },
      ],
      /agents\.0\.skills/,
    ],
    ['no code', [{ skill: 'Polish!', level: 1 }], /agents\.0\.skills\.0\.skill/],
  ])('are refused with their place: %s', (_name, skills, place) => {
    expect(() => parseSeed(buildSeed({ agents: annaWith(skills) }), 'seed.json')).toThrow(place);
  });
});

describe('a skill that agents have', () => {
  it('cannot be left out of the configuration, which names them', async () => {
    const { deps } = database;
    const configuration = (await readConfiguration(deps.db))?.configuration;
    const without = { ...configuration, skills: configuration?.skills.filter(({ id }) => id !== 'welsh') };
    const save = () => saveConfiguration(deps, { version: null, configuration: without, by: 'system' });
    const message = 'the skill “welsh” cannot be left out: it is used by 1 agent: BEN';
    expect(await save()).toEqual({ outcome: 'refused', problems: [{ path: ['skills'], message }] });
    // Neither where what is in force cannot be read.
    const content = JSON.stringify({ defaultRule: { priority: 'urgent' } });
    const unreadable = { version: 9, content, changed_by: 'system', changed_at: deps.now() };
    await deps.db.insertInto('configurations').values(unreadable).execute();
    expect(await save()).toEqual({ outcome: 'refused', problems: [{ path: ['skills'], message }] });
    await deps.db.deleteFrom('agent_skills').where('skill', '=', 'welsh').execute();
    expect(await save()).toEqual({ outcome: 'saved', version: 10 });
  });
});
