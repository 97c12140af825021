import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../common/contract/configuration/configuration';
import { buildSite, TEST_PASSWORD } from '../builders/service-site';
import { deliverMail } from '../mail-stack/deliver';
import { openMailStack } from '../mail-stack/open';
import type { MailStack } from '../mail-stack/types';
import { DeskClient } from '../support/desk-client';
import { startServiceOnTrial, type ServiceOnTrial } from '../support/service-on-trial';
import { waitFor } from '../support/wait-for';

let stack: MailStack;
let trial: ServiceOnTrial;
let administrator: DeskClient;

beforeAll(async () => {
  stack = await openMailStack();
  trial = await startServiceOnTrial({}, undefined, stack);
  await buildSite(trial.outside, {
    agents: [{ username: 'anna' }, { username: 'ada', role: 'administrator', csqs: [] }],
  });
  administrator = new DeskClient(trial.service.port);
  await administrator.signIn('ada', TEST_PASSWORD);
});
afterAll(async () => {
  await administrator.close();
  await trial.stop();
  await stack.stop();
});

async function queueOf(subject: string): Promise<string> {
  return waitFor(`the contact ${subject}`, async () => {
    const row = await trial.outside.db
      .selectFrom('contacts')
      .innerJoin('csqs', 'csqs.id', 'contacts.csq_id')
      .select('csqs.name')
      .where('contacts.subject', '=', subject)
      .executeTakeFirst();
    return row?.name;
  });
}

async function write(subject: string): Promise<void> {
  const to = stack.address('help');
  const raw = `From: carla@customers.test\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nHello`;
  await deliverMail(stack.delivery, { from: stack.customerAddress('carla'), to: [to], raw });
}

function sendTo(configuration: Configuration, queue: string): Configuration {
  const csq = configuration.csqs.find(({ name }) => name === queue)?.id;
  if (csq === undefined) throw new Error(`there is no queue ${queue}`);
  const entryPoints = configuration.entryPoints.map((point) =>
    point.isDefault ? { ...point, csq, address: stack.address('help') } : point,
  );
  return { ...configuration, entryPoints };
}

describe('the configuration', () => {
  it('is applied to the next mail, without a restart', async () => {
    const before = await administrator.call('configuration.get', {});
    const first = sendTo(before.configuration, 'Support');
    expect(await administrator.call('configuration.save', { ...before, configuration: first })).toEqual({
      outcome: 'saved',
      version: before.version + 1,
    });
    await write('First');
    expect(await queueOf('First')).toBe('Support');
    const version = before.version + 1;
    const second = sendTo(first, 'Sales');
    expect(await administrator.call('configuration.save', { version, configuration: second })).toEqual({
      outcome: 'saved',
      version: version + 1,
    });
    await write('Second');
    expect(await queueOf('Second')).toBe('Sales');
  });

  it('is refused with every problem, and its audit names the administrator', async () => {
    const { version, configuration } = await administrator.call('configuration.get', {});
    expect(await administrator.call('configuration.save', { version, configuration: null })).toMatchObject({
      outcome: 'refused',
      problems: [{ path: [] }],
    });
    const wrong = { ...configuration, csqs: [], defaultRule: { priority: 0 } };
    const refused = await administrator.call('configuration.save', { version, configuration: wrong });
    if (refused.outcome !== 'refused') throw new Error(refused.outcome);
    expect(refused.problems.map(({ path }) => path)).toEqual([['csqs'], ['defaultRule', 'priority']]);
    const { versions } = await administrator.call('configuration.audit', { limit: 1 });
    expect(versions).toMatchObject([{ version, by: 'ADA', changes: [{ name: stack.address('help') }] }]);
  });

  it('may be as large as a site with a thousand rules', async () => {
    const { version, configuration } = await administrator.call('configuration.get', {});
    const any = Array.from({ length: 20 }, (_, n) => `a phrase of some length ${n}`);
    const rules = Array.from({ length: 1000 }, (_, n) => ({
      id: `rule-${n}`,
      name: `Rule ${n}`,
      isEnabled: false,
      when: { keywords: [{ any }, { any }, { any, join: 'and-not' }] },
    }));
    const large = { ...configuration, rules };
    expect(JSON.stringify(large).length).toBeGreaterThan(1024 * 1024);
    expect(await administrator.call('configuration.save', { version, configuration: large })).toEqual({
      outcome: 'saved',
      version: version + 1,
    });
    const { configuration: read } = await administrator.call('configuration.get', {});
    expect(read.rules).toHaveLength(1000);
  });
});

describe('trying rules on a mail', () => {
  const body = Buffer.from('Proszę o zwrot pieniędzy za buty').toString('base64');
  const mail = (to: string): string =>
    [
      `To: ${to}`,
      'From: Carla <carla@customers.test>',
      'Subject: =?utf-8?B?QnV0eQ==?=',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      body,
    ].join('\r\n');

  it('explains where it would go by a draft, which is not saved', async () => {
    const { version, configuration } = await administrator.call('configuration.get', {});
    const sales = configuration.csqs.find(({ name }) => name === 'Sales')?.id;
    const support = configuration.csqs.find(({ name }) => name === 'Support')?.id;
    const draft = {
      ...sendTo(configuration, 'Support'),
      calendars: [
        {
          id: 'office',
          name: 'Office',
          timeZone: 'Europe/Warsaw',
          week: [{ days: ['mon'], from: '09:00', to: '17:00' }],
        },
      ],
      rules: [
        {
          id: 'night',
          name: 'Night',
          when: { officeHours: { calendar: 'office', is: 'closed' } },
          then: { priority: 9 },
        },
        {
          id: 'refund',
          name: 'Refund',
          when: {
            keywords: [
              { in: 'subject', any: ['buty'] },
              { in: 'body', any: ['zwrot'] },
            ],
          },
          then: { csq: sales, priority: 2 },
        },
      ],
    };
    const source = mail(stack.address('help'));
    const tried = { source, configuration: draft, at: '2026-03-02T09:00:00Z' };
    const open = await administrator.call('rules.try', tried);
    expect(open).toMatchObject({
      outcome: 'explained',
      explanation: {
        recipient: { address: stack.address('help') },
        rules: [
          { id: 'night', outcome: 'not-matched', conditions: [{ condition: 'officeHours', isMet: false }] },
          { id: 'refund', outcome: 'matched' },
        ],
        route: { csqId: sales, priority: 2, ruleIds: ['refund'] },
      },
    });
    expect(await administrator.call('rules.try', { ...tried, at: '2026-03-02T20:00:00Z' })).toMatchObject({
      explanation: {
        rules: [
          { id: 'night', outcome: 'matched' },
          { id: 'refund', outcome: 'not-reached' },
        ],
        route: { csqId: support, priority: 9 },
      },
    });
    expect(await administrator.call('configuration.get', {})).toEqual({ version, configuration });
    const inForce = await administrator.call('rules.try', { source });
    expect(inForce).toMatchObject({ outcome: 'explained', explanation: { route: { ruleIds: [], priority: 3 } } });
  });

  it('names what is wrong with the draft', async () => {
    expect(await administrator.call('rules.try', { source: mail('x@example.com'), configuration: {} })).toMatchObject({
      outcome: 'refused',
      problems: [{ path: ['csqs'] }, { path: ['entryPoints'] }],
    });
  });

  it('takes any text for a mail, many at once', async () => {
    const nested = Array.from(
      { length: 400 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    );
    const sources = ['', 'no mail at all', '\r\n\r\n', nested.join(''), `Subject: ${'x'.repeat(1_000_000)}`];
    const outcomes = await Promise.all(sources.map((source) => administrator.call('rules.try', { source })));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ outcome: 'explained', explanation: { recipient: { address: null } } });
    }
  });
});
