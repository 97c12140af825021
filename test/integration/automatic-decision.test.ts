import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../common/contract/configuration/configuration';
import { buildSite, type Site } from '../builders/service-site';
import { configure } from '../support/configure';
import { openCounter, type Counter } from '../support/hand-in';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from '../support/service-database';

let database: ServiceDatabase;
let site: Site;
let counter: Counter;

const TEMPLATES = [{ id: 'ack', name: 'Acknowledgement', text: 'We have it.' }];
const EVERYTHING = { id: 'all', name: 'Everything', then: { autoReply: 'ack' } };

beforeEach(async () => {
  database ??= await startServiceDatabase();
  await emptyTables(database);
  site = await buildSite(database.deps, { agents: [{ username: 'anna' }] });
  counter = openCounter(database.deps);
  await setUp({ rules: [EVERYTHING] });
});
afterAll(() => database.stop());

const setUp = (changes: Partial<ConfigurationInput>) =>
  configure(database.deps, () => ({ templates: TEMPLATES, ...changes }));
const from = (address: string, ...more: string[]): string[] => [`From: ${address}`, 'To: support@example.com', ...more];
const carla = from('Carla <carla@customers.example>');
const drafts = () => database.deps.db.selectFrom('outgoing_messages').selectAll().orderBy('created_at').execute();
async function decisions(): Promise<string[]> {
  const rows = await database.deps.db
    .selectFrom('history_events')
    .select(['kind', 'data'])
    .where('kind', 'like', 'auto-reply-%')
    .orderBy('id')
    .execute();
  return rows.map(({ kind, data }) => (kind === 'auto-reply-decided' ? 'decided' : String(data.reason)));
}
const contacts = () => database.deps.db.selectFrom('contacts').selectAll().orderBy('number').execute();

describe('a mail that a rule answers automatically', () => {
  it('has a draft for its sender, from the address it was sent to, whatever Reply-To says', async () => {
    await counter.take(...carla, 'Reply-To: victim@elsewhere.example', 'Subject: Invoice');
    const [contact] = await contacts();
    expect(await drafts()).toMatchObject([
      {
        contact_id: contact?.id,
        agent_id: null,
        state: 'draft',
        automatic_template: 'ack',
        entry_point_id: contact?.entry_point_id,
        recipients: { to: [{ name: 'Carla', address: 'carla@customers.example' }], cc: [] },
      },
    ]);
    expect((await drafts())[0]?.message_id).toMatch(/^<[0-9a-f]{36}@example\.com>$/);
    expect(await decisions()).toEqual(['decided']);
  });

  it('is answered once in the window, for each customer and queue', async () => {
    await counter.take(...carla, 'Subject: one');
    database.clock.advance(23 * 3600);
    await counter.take(...carla, 'Subject: two');
    await counter.take(...from('dora@customers.example'), 'Subject: three');
    await counter.take('From: carla@customers.example', 'To: sales@example.com', 'Subject: four');
    expect(await decisions()).toEqual(['decided', 'limit', 'decided', 'decided']);
    database.clock.advance(3600 + 1);
    await counter.take(...carla, 'Subject: five');
    expect(await decisions()).toHaveLength(5);
    expect((await decisions()).at(-1)).toBe('decided');
    expect(await drafts()).toHaveLength(4);
  });

  it('is answered as often as is set, and never where that is 0', async () => {
    await setUp({ rules: [EVERYTHING], intake: { autoReplies: { limit: 2, windowH: 1 } } });
    for (const subject of ['1', '2', '3']) await counter.take(...carla, `Subject: ${subject}`);
    expect(await decisions()).toEqual(['decided', 'decided', 'limit']);
    await setUp({ rules: [EVERYTHING], intake: { autoReplies: { limit: 0 } } });
    await counter.take(...from('dora@customers.example'));
    expect((await decisions()).at(-1)).toBe('limit');
  });

  it('is answered once of many that come at once, singly and together', async () => {
    const mail = (n: number): string[] => [...carla, `Subject: ${n}`];
    await Promise.all([1, 2, 3, 4].map((n) => counter.take(...mail(n))));
    expect(await drafts()).toHaveLength(1);
    const dora = (n: number): string[] => [...from('dora@customers.example'), `Subject: ${n}`];
    const groups = [0, 10, 20].map((start) => [1, 2, 3].flatMap((n) => [dora(start + n), mail(start + n)]));
    const together = await Promise.all(groups.map((group) => counter.takeTogether(group)));
    expect(together).toEqual([6, 6, 6]);
    expect(await drafts()).toHaveLength(2);
    expect(await decisions()).toHaveLength(22);
  });

  it('is not answered when it joins an open contact', async () => {
    await counter.take(...carla, 'Subject: Invoice', 'Message-ID: <q@customers.example>');
    await setUp({ rules: [EVERYTHING], intake: { autoReplies: { limit: 9 } } });
    await counter.take(...carla, 'Subject: Invoice', 'References: <q@customers.example>');
    expect(await decisions()).toEqual(['decided']);
  });

  it.each([
    ['support@example.com', 'own-address'],
    ['Sales+x@example.com', 'own-address'],
    ['no-reply@customers.example', 'no-reply-address'],
    ['NoReply+7@customers.example', 'no-reply-address'],
    ['orders.do-not-reply@customers.example', 'no-reply-address'],
    ['users-request@customers.example', 'no-reply-address'],
    ['MAILER-DAEMON@customers.example', 'automatic-mail'],
    ['reply@customers.example', 'decided'],
    ['noreplyson@customers.example', 'decided'],
  ])('from %s: %s', async (address, expected) => {
    await counter.take(...from(address));
    expect(await decisions()).toEqual([expected]);
  });
});

describe('a mail that a rule closes', () => {
  const closing = (then: object) => ({
    rules: [{ id: 'news', name: 'News', when: { keywords: [{ in: 'subject', any: ['news'] }] }, then }],
    closeReasons: [
      { id: 'news', name: 'News' },
      { id: 'blocked-sender', name: 'Blocked sender' },
    ],
  });

  it('is a closed contact with its reason, waits for nobody, and may be answered', async () => {
    await setUp(closing({ close: 'news', autoReply: 'ack', priority: 7 }) as Partial<ConfigurationInput>);
    await counter.take(...carla, 'Subject: news');
    await counter.takeTogether([
      [...carla, 'Subject: news two'],
      [...carla, 'Subject: a question'],
    ]);
    const all = await contacts();
    expect(all.map(({ state, disposition_code }) => [state, disposition_code])).toEqual([
      ['closed', 'news'],
      ['closed', 'news'],
      ['queued', null],
    ]);
    expect(all[0]).toMatchObject({ owner_id: null, priority: 7 });
    expect(all[0]?.closed_at).not.toBeNull();
    const events = database.deps.db.selectFrom('history_events').select('kind');
    const first = await events
      .where('contact_id', '=', all[0]?.id ?? null)
      .orderBy('id')
      .execute();
    expect(first.map(({ kind }) => kind)).toEqual(['taken-in', 'closed-by-rule', 'auto-reply-decided']);
    const unassigned = database.deps.db.selectFrom('ledger').select('id').where('contact_id', 'is', null);
    expect(await unassigned.execute()).toEqual([]);
  });

  it('joins an open contact that it answers all the same, unless its sender is blocked', async () => {
    await counter.take(...carla, 'Subject: Invoice', 'Message-ID: <q@customers.example>');
    const answer = [...carla, 'Subject: Re: Invoice', 'References: <q@customers.example>'];
    await setUp({ ...closing({}), rules: [{ id: 'x', name: 'x', then: { close: 'news' } }] });
    expect(await counter.take(...answer)).toBe('joined');
    await setUp({ senderLists: { blocked: ['carla@customers.example'] }, rules: [EVERYTHING] });
    expect(await counter.take(...answer)).toBe('contact');
    const [open, blocked] = await contacts();
    expect(blocked).toMatchObject({ state: 'closed', disposition_code: 'blocked-sender' });
    expect(blocked?.conversation_id).toBe(open?.conversation_id);
    expect(open?.state).toBe('queued');
    expect(await decisions()).toEqual(['decided']);
    expect(blocked?.csq_id).toBe(site.csqId('Support'));
  });
});

describe('mail of machines', () => {
  const MARKS = [
    'Auto-Submitted: auto-replied',
    'Auto-Submitted: auto-generated (for you); x=y',
    'AUTO-SUBMITTED:\r\n auto-notified',
    'Precedence: bulk',
    'precedence:  LIST',
    'Precedence: junk',
    'X-Auto-Response-Suppress: All',
    'X-Auto-Response-Suppress: OOF, DR',
    'List-Id: <users.lists.example>',
    'List-Unsubscribe: <mailto:x@lists.example>',
    'Return-Path: <>',
    'X-Autoreply: yes',
    'X-Vacation: 1',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    'From: Mail Delivery System <x@y.example>',
  ];
  const NOISE = [
    'X-Mailer: x',
    'Date: Mon, 2 Mar 2026 09:00:00 +0000',
    'Auto-Submitted: no',
    'Precedence: normal',
    'X-Y:',
  ];

  it('never gets an automatic reply, whatever else its header says and however it stands there', async () => {
    let n = 0;
    const mark = fc.constantFrom(...MARKS);
    const shape = (line: string, isUpper: boolean): string =>
      isUpper ? line.replace(/^[^:]+/, (name) => name.toUpperCase()) : line;
    // of two fields of one name the first counts: what says that it is no machine's stands behind
    const header = fc.record({
      marks: fc.array(fc.tuple(mark, fc.boolean()), { minLength: 1, maxLength: 4 }),
      noise: fc.shuffledSubarray(NOISE),
      isTogether: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(header, async ({ marks, noise, isTogether }) => {
        n += 1;
        const shaped = marks.map(([line, isUpper]) => shape(line, isUpper));
        const mail = [...shaped, ...from(`c${n}@customers.example`), ...noise];
        if (isTogether) await counter.takeTogether([mail, [...mail, 'X-Second: yes']]);
        else await counter.take(...mail);
        expect(await drafts()).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(new Set(await decisions())).toEqual(new Set(['automatic-mail']));
  });
});
