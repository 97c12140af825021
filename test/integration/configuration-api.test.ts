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
