import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Configuration } from '../../common/contract/configuration/configuration';
import type { SaveOutcome } from '../../common/contract/configuration/configuration-api';
import { auditConfiguration } from '../../service/config/audit-configuration';
import { ConfigurationInForce, readConfiguration } from '../../service/config/current-configuration';
import { saveConfiguration } from '../../service/config/save-configuration';
import { anyConfiguration } from '../builders/any-configuration';
import { buildConfiguration } from '../builders/configuration';
import { buildSite, type Site } from '../builders/service-site';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from '../support/service-database';
import { waitFor } from '../support/wait-for';

let database: ServiceDatabase;
let site: Site;

beforeAll(async () => {
  database = await startServiceDatabase();
});
beforeEach(async () => {
  await emptyTables(database);
  site = await buildSite(database.deps, { agents: [{ username: 'anna', csqs: ['Support', 'Sales'] }] });
});
afterAll(() => database.stop());

async function inForce(): Promise<{ version: number; configuration: Configuration }> {
  const current = await readConfiguration(database.deps.db);
  if (current === null) throw new Error('nothing is configured');
  return current;
}

/** Saves over what is in force. */
async function save(configuration: unknown, version: number | null = null, by = 'system'): Promise<SaveOutcome> {
  return saveConfiguration(database.deps, { version, configuration, by });
}

function without(configuration: Configuration, list: 'csqs' | 'entryPoints', name: string): Configuration {
  const csqs = configuration.csqs.filter((csq) => list !== 'csqs' || csq.name !== name);
  const entryPoints = configuration.entryPoints.filter((point) => list === 'csqs' || point.address !== name);
  const [rest] = csqs;
  return {
    ...configuration,
    csqs,
    // none may be left in the queue that goes
    entryPoints: entryPoints.map((point) => ({ ...point, csq: rest?.id ?? point.csq })),
  };
}

async function leaveQueues(): Promise<void> {
  await database.deps.db.deleteFrom('agent_csqs').execute();
}

describe('saving a configuration', () => {
  it('makes a version of what the seed wrote, and none of what is in force already', async () => {
    const { version, configuration } = await inForce();
    expect(version).toBe(1);
    expect(await save(configuration, 1)).toEqual({ outcome: 'saved', version: 1 });
    const renamed = { ...configuration, skills: [{ id: 'polish', name: 'Polish' }] };
    expect(await save(renamed, 1)).toEqual({ outcome: 'saved', version: 2 });
    // An answer that was lost: the same is asked again.
    expect(await save(renamed, 1)).toEqual({ outcome: 'saved', version: 2 });
    expect(await inForce()).toMatchObject({ version: 2, configuration: renamed });
  });

  it('refuses what was made from another version than the one in force', async () => {
    const { configuration } = await inForce();
    await save({ ...configuration, skills: [{ id: 'one', name: 'One' }] }, 1);
    const second = { ...configuration, skills: [{ id: 'two', name: 'Two' }] };
    expect(await save(second, 1)).toEqual({ outcome: 'changed-meanwhile', version: 2 });
    expect((await inForce()).configuration.skills).toEqual([{ id: 'one', name: 'One' }]);
  });

  it('lets exactly one of many savers win', async () => {
    const { configuration } = await inForce();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, n) => save({ ...configuration, skills: [{ id: `s${n}`, name: `S${n}` }] }, 1)),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'saved')).toEqual([{ outcome: 'saved', version: 2 }]);
    expect(outcomes.filter(({ outcome }) => outcome === 'changed-meanwhile')).toHaveLength(11);
  });

  it('swaps names, addresses and defaults, and replaces a queue by another of its name', async () => {
    const { configuration } = await inForce();
    const [one, two] = configuration.csqs;
    const [first, second] = configuration.entryPoints;
    if (!one || !two || !first || !second) throw new Error('the site has two of each');
    const swapped = {
      ...configuration,
      csqs: [
        { ...two, name: one.name, isDefault: one.isDefault, offerTimeLimitS: 7 },
        { ...one, name: two.name, isDefault: two.isDefault },
      ],
      entryPoints: [
        { ...first, address: second.address, isDefault: second.isDefault },
        { ...second, address: first.address, isDefault: first.isDefault },
      ],
    };
    expect(await save(swapped)).toEqual({ outcome: 'saved', version: 2 });
    expect((await inForce()).configuration).toEqual(swapped);
    await leaveQueues();
    const replaced = buildConfiguration();
    expect(await save(replaced)).toEqual({ outcome: 'saved', version: 3 });
    expect((await inForce()).configuration).toEqual(replaced);
  });

  it('leaves everything as it was where its transaction fails', async () => {
    const before = await inForce();
    const [point] = before.configuration.entryPoints;
    const changed = {
      ...before.configuration,
      entryPoints: [{ ...point, address: 'new@example.com', isDefault: true }],
    };
    await leaveQueues();
    // The last statement fails, after rows were written and deleted.
    await sql`ALTER TABLE configurations ADD CONSTRAINT full_disk CHECK (version < 2)`.execute(database.deps.db);
    try {
      await expect(save(changed)).rejects.toThrow('full_disk');
    } finally {
      await sql`ALTER TABLE configurations DROP CONSTRAINT full_disk`.execute(database.deps.db);
    }
    expect(await inForce()).toEqual(before);
    expect(await save(changed)).toEqual({ outcome: 'saved', version: 2 });
  });

  it('takes any valid configuration, and gives the same back', async () => {
    await fc.assert(
      fc.asyncProperty(anyConfiguration, async (configuration) => {
        await leaveQueues();
        const saved = await save(configuration);
        const current = await inForce();
        expect(saved).toEqual({ outcome: 'saved', version: current.version });
        expect(JSON.parse(JSON.stringify(current.configuration))).toEqual(JSON.parse(JSON.stringify(configuration)));
        expect(await save(current.configuration, current.version)).toEqual(saved);
      }),
      { numRuns: 60 },
    );
  });

  it('begins where nothing is configured', async () => {
    await emptyTables(database);
    expect(await readConfiguration(database.deps.db)).toBeNull();
    expect(await save(buildConfiguration(), 0)).toEqual({ outcome: 'saved', version: 1 });
  });
});

describe('what is used', () => {
  it('as a queue is named with its contacts and agents', async () => {
    await site.addContact({ csq: 'Sales' });
    const closed = await site.addContact({ csq: 'Sales' });
    await sql`UPDATE contacts SET state = 'closed', closed_at = now() WHERE id = ${closed}`.execute(database.deps.db);
    const { configuration } = await inForce();
    expect(await save(without(configuration, 'csqs', 'Sales'))).toEqual({
      outcome: 'refused',
      problems: [
        {
          path: ['csqs'],
          message: 'the queue “Sales” cannot be left out: it is used by 2 contacts (1 open), and by 1 agent: ANNA',
        },
      ],
    });
    expect(await inForce()).toMatchObject({ version: 1 });
  });

  it('as a queue by addresses and rules is named at the place of each', async () => {
    const { configuration } = await inForce();
    const rules = [{ id: 'night', name: 'Night', then: { csq: site.csqId('Sales') } }];
    await save({ ...configuration, rules });
    await leaveQueues();
    const { csqs } = without(configuration, 'csqs', 'Sales');
    expect(await save({ ...configuration, rules, csqs })).toEqual({
      outcome: 'refused',
      problems: [
        {
          path: ['entryPoints', configuration.entryPoints.findIndex(({ csq }) => csq === site.csqId('Sales')), 'csq'],
          message: 'the queue “Sales” cannot be left out: it is used by the entry point sales@example.com',
        },
        {
          path: ['rules', 0, 'then', 'csq'],
          message: 'the queue “Sales” cannot be left out: it is used by the rule “Night”',
        },
      ],
    });
  });

  it('as an entry point is named with its contacts and messages', async () => {
    const contactId = await site.addContact({ csq: 'Sales' });
    const { configuration } = await inForce();
    await addMessage(contactId, null);
    expect(await save(without(configuration, 'entryPoints', 'sales@example.com'))).toMatchObject({
      outcome: 'refused',
      problems: [
        {
          path: ['entryPoints'],
          message:
            'the entry point sales@example.com cannot be left out: it is used by 1 contact (1 open), and by 1 outgoing message',
        },
      ],
    });
  });

  it('by open contacts and unsent automatic replies is named; closed and sent ones keep their codes', async () => {
    const { configuration } = await inForce();
    const named = [{ id: 'x', name: 'X' }];
    const templates = [{ id: 'x', name: 'X', text: 'Thank you' }];
    await save({ ...configuration, skills: named, contactTypes: named, templates });
    const contactId = await site.addContact();
    await addMessage(contactId, 'x');
    await sql`UPDATE contacts SET skill = 'x', contact_type = 'x'`.execute(database.deps.db);
    expect(await save(configuration)).toEqual({
      outcome: 'refused',
      problems: [
        { path: ['skills'], message: 'the skill “X” cannot be left out: it is used by 1 open contact' },
        { path: ['contactTypes'], message: 'the contact type “X” cannot be left out: it is used by 1 open contact' },
        {
          path: ['templates'],
          message: 'the template “X” cannot be left out: it is used by 1 automatic reply that is not sent yet',
        },
      ],
    });
    await sql`UPDATE contacts SET state = 'closed', closed_at = now()`.execute(database.deps.db);
    await sql`UPDATE outgoing_messages SET state = 'queued'`.execute(database.deps.db);
    expect(await save(configuration)).toEqual({ outcome: 'saved', version: 3 });
  });

  it('by a contact that comes in at that moment is named as well', async () => {
    const { configuration } = await inForce();
    await leaveQueues();
    const { db } = database.deps;
    let saving: Promise<SaveOutcome> | undefined;
    await db.transaction().execute(async (trx) => {
      await buildContactOf(trx, site.csqId('Sales'));
      saving = save(without(configuration, 'csqs', 'Sales'));
      await waitFor('the save waits for the contact', async () => {
        const { rows } = await sql`
          SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE '%csqs%'`.execute(db);
        return rows.length > 0;
      });
    });
    expect(await saving).toMatchObject({
      outcome: 'refused',
      problems: [{ message: 'the queue “Sales” cannot be left out: it is used by 1 contact (1 open)' }],
    });
    expect(await inForce()).toMatchObject({ version: 1, configuration });
  });
});

describe('the audit', () => {
  it('tells who changed what, newest first and page by page', async () => {
    const anna = `agent:${site.agentId('anna')}`;
    const { configuration } = await inForce();
    const skills = [{ id: 'polish', name: 'Polish' }];
    await save({ ...configuration, skills }, 1, anna);
    database.clock.advance(60);
    await save({ ...configuration, skills: [{ id: 'polish', name: 'Polski' }] }, 2, anna);
    const { db, now } = database.deps;
    const [third, second] = await auditConfiguration(db, { before: null, limit: 2 });
    expect(third).toEqual({
      version: 3,
      at: now().toISOString(),
      by: 'ANNA',
      changes: [{ path: ['skills', 'polish', 'name'], name: 'Polski', from: 'Polish', to: 'Polski' }],
      moreChanges: 0,
    });
    expect(second?.changes).toEqual([
      { path: ['skills', 'polish'], name: 'Polish', from: null, to: '{"id":"polish","name":"Polish"}' },
    ]);
    const [first, ...none] = await auditConfiguration(db, { before: 2, limit: 10 });
    expect(none).toEqual([]);
    expect(first).toMatchObject({ version: 1, by: 'system' });
    const queues = first?.changes.filter(({ path }) => path[0] === 'csqs').map(({ name }) => name);
    expect(queues?.sort()).toEqual(['Sales', 'Support']);
  });

  it('is bounded', async () => {
    const { configuration } = await inForce();
    const vip = Array.from({ length: 1000 }, (_, n) => `customer-${n}@example.com`);
    await save({ ...configuration, senderLists: { ...configuration.senderLists, vip } });
    const [newest] = await auditConfiguration(database.deps.db, { before: null, limit: 1 });
    expect(newest?.changes).toHaveLength(200);
    expect(newest?.moreChanges).toBe(800);
  });
});

describe('the configuration in force', () => {
  it('stays the one before where a newer program saved one that this one cannot read', async () => {
    const told: string[] = [];
    const log = pino({ base: null, timestamp: false }, { write: (line) => told.push(line) });
    const held = new ConfigurationInForce(database.deps.db, log);
    const before = await held.get();
    const put = (version: number, content: object) =>
      database.deps.db
        .insertInto('configurations')
        .values({ version, content: JSON.stringify(content), changed_by: 'system', changed_at: new Date() })
        .execute();
    await put(2, { defaultRule: { priority: 'urgent' } });
    expect(await held.get()).toBe(before);
    expect(await held.get()).toBe(before);
    // Once, and not with each look.
    expect(told).toEqual([expect.stringContaining('"stays":1')]);
    expect(told[0]).toContain('Version 2');
    await expect(new ConfigurationInForce(database.deps.db).get()).rejects.toThrow(
      /Version 2 .* defaultRule\.priority: .*configuration import/,
    );
    await put(3, { defaultRule: { priority: 5, urgency: 1 }, chat: {} });
    expect(await held.get()).toMatchObject({
      version: 3,
      configuration: { defaultRule: { priority: 5 } },
      unknownSettings: ['defaultRule.urgency', 'chat'],
    });
    await held.get();
    expect(told.slice(1)).toEqual([expect.stringContaining('"unknown":["defaultRule.urgency","chat"]')]);
    await put(4, { rules: 'none' });
    expect(await save((await held.get())?.configuration)).toEqual({ outcome: 'saved', version: 5 });
    expect(await held.get()).toMatchObject({ version: 5, unknownSettings: [] });
  });
});

async function addMessage(contactId: string, template: string | null): Promise<void> {
  await sql`
    INSERT INTO outgoing_messages
      (id, contact_id, message_id, state, entry_point_id, subject, recipients, automatic_template, created_at, changed_at)
    SELECT ${randomUUID()}, id, ${`<${randomUUID()}@example.com>`}, 'draft', entry_point_id, 'Re', '{"to":[],"cc":[]}',
      ${template}, now(), now()
    FROM contacts WHERE id = ${contactId}`.execute(database.deps.db);
}

async function buildContactOf(trx: ServiceDatabase['deps']['db'], csqId: string): Promise<void> {
  const id = randomUUID();
  await sql`INSERT INTO customers (id, name, created_at) VALUES (${id}, 'Carla', now())`.execute(trx);
  await sql`INSERT INTO conversations (id, customer_id, created_at) VALUES (${id}, ${id}, now())`.execute(trx);
  await sql`
    INSERT INTO contacts
      (id, conversation_id, customer_id, csq_id, entry_point_id, state, subject, customer_name, customer_address, arrived_at)
    SELECT ${id}, ${id}, ${id}, ${csqId}, e.id, 'queued', 'Question', 'Carla', 'carla@customers.example', now()
    FROM entry_points e WHERE e.is_default`.execute(trx);
}
