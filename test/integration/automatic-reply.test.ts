import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startIntake } from '../../service/intake/index';
import { startOutbox } from '../../service/outbox/index';
import type { Running } from '../../service/running';
import { configure } from '../support/configure';
import { startMailWorld, stopMailWorldDatabase, waitConnected, type MailWorld } from '../support/mail-service';
import { waitFor } from '../support/wait-for';
import { answerEverything, automaticFiled, automaticRows, historyOf, idsIn } from './automatic-world';

let world: MailWorld;
let running: Running[] = [];

beforeEach(async () => {
  world = await startMailWorld();
  await answerEverything(world);
});
afterEach(async () => {
  await Promise.all(running.map((part) => part.stop()));
  running = [];
  await world.stop();
});
afterAll(stopMailWorldDatabase);

async function start(part: typeof startIntake | typeof startOutbox): Promise<void> {
  const started = await part(world.newInstance(), world.config);
  running.push(started);
  await waitConnected(started);
}
const contactCount = (count: number): Promise<true> =>
  waitFor(`${count} contacts`, async () => {
    const rows = await world.deps.db.selectFrom('contacts').select('id').execute();
    return rows.length === count;
  });
const carla = (): string => world.stack.customerAddress('carla');
const mail = (subject: string, ...more: string[]): string =>
  [`From: =?utf-8?Q?Carla_Jos=C3=A9?= <${carla()}>`, `Subject: ${subject}`, ...more, '', 'Hello'].join('\r\n');
const received = () => world.stack.customerMail(carla());

describe('an automatic reply', () => {
  beforeEach(async () => {
    await start(startIntake);
    await start(startOutbox);
  });

  it('reaches the customer, marked as what it is, from nobody, in its thread; a second mail gets none', async () => {
    await world.deliver(mail('=?utf-8?B?7KeI66y4?=', 'Message-ID: <q@customers.test>', 'Reply-To: x@bounced.test'));
    const [row] = await automaticFiled(world, 1);
    await waitFor('the reply', async () => (await received()).length === 1);
    const [reply] = await received();
    const header = (name: string): string[] | undefined => reply?.headers.get(name);
    expect(header('return-path')).toEqual(['<>']);
    expect(header('auto-submitted')).toEqual(['auto-replied']);
    expect(header('x-auto-response-suppress')).toEqual(['All']);
    expect(header('precedence')).toBeUndefined();
    expect(header('in-reply-to')).toEqual(['<q@customers.test>']);
    expect(header('references')).toEqual(['<q@customers.test>']);
    expect(header('message-id')).toEqual([row?.message_id]);
    const parsed = await PostalMime.parse(reply?.raw ?? '');
    expect(parsed.from).toMatchObject({ name: 'Example Support', address: world.stack.address('support') });
    expect(parsed.to).toMatchObject([{ name: 'Carla José', address: carla() }]);
    expect(parsed.subject).toBe('Re: 질문');
    expect(await idsIn(world, 'Sent')).toEqual([row?.message_id]);
    expect(await idsIn(world, 'Outbox')).toEqual([]);
    const contact = await world.deps.db.selectFrom('contacts').selectAll().executeTakeFirstOrThrow();
    expect(contact.state).toBe('queued');
    expect(parsed.text?.trim()).toBe(`Dear Carla José,\nwe have your mail “질문”, number ${contact.number}.`);
    const events = ['taken-in', 'auto-reply-decided', 'auto-reply-queued', 'sending', 'sent', 'filed'];
    expect(row && (await historyOf(world, row.contact_id))).toEqual(events);

    await world.deliver(mail('another'));
    await contactCount(2);
    await world.deliver(mail('vacation', 'Auto-Submitted: auto-replied'));
    await contactCount(3);
    expect(await automaticRows(world)).toHaveLength(1);
    expect(await received()).toHaveLength(1);
  });

  it('carries the token of the conversation, by which an answer to it joins', async () => {
    await configure(world.deps, ({ entryPoints }) => ({
      entryPoints: entryPoints.map((point) => ({ ...point, threadToken: 'subject' as const })),
    }));
    await world.deliver(mail('Invoice'));
    await waitFor('the reply', async () => (await received()).length === 1);
    const subject = (await received())[0]?.headers.get('subject')?.[0] ?? '';
    expect(subject).toMatch(/^Re: Invoice \[#\d+-[a-z2-7]{16}\]$/);
    await world.deliver(mail(subject.replace('Re:', 'AW:')));
    await waitFor('the answer', async () => {
      const joined = world.deps.db.selectFrom('history_events').select('id').where('kind', '=', 'mail-joined');
      return (await joined.execute()).length === 1;
    });
    await contactCount(1);
  });

  it('fails as any other message does, and holds up nothing', async () => {
    const from = (address: string): string => mail('x').replace(carla(), address);
    await world.deliver(from('someone@refused.test'));
    await world.deliver(from('someone@later.test'));
    await world.deliver(mail('fine'));
    const states = await waitFor('the outcomes', async () => {
      const rows = await automaticRows(world);
      const known = new Map(rows.map((row) => [row.recipients.to[0]?.address, row]));
      const isFiled = known.get(carla())?.filed_at instanceof Date;
      const later = known.get('someone@later.test');
      const isPutOff = later?.attempts === 1 && later.state === 'queued';
      return isFiled && isPutOff && known.get('someone@refused.test')?.state === 'failed' && known;
    });
    expect(states.get('someone@refused.test')?.server_words).toContain('no such mailbox');
  });
});

describe('automatic replies that wait', () => {
  it('are made when the store is there, by the template as it is then; without one they are cancelled', async () => {
    await start(startIntake);
    await world.deliver(mail('first'));
    await world.deliver(mail('second').replace(carla(), world.stack.customerAddress('dora')), 'sales');
    await contactCount(2);
    await configure(world.deps, ({ templates }) => ({
      templates: templates.map((template) => ({ ...template, subject: 'New {{csq.name}}', text: 'changed' })),
    }));
    await start(startOutbox);
    const rows = await automaticFiled(world, 2);
    expect(rows.map(({ subject }) => subject).sort()).toEqual(['New Sales', 'New Support']);
    await Promise.all(running.splice(1).map((part) => part.stop()));
    await world.deliver(mail('third'), 'sales');
    await contactCount(3);
    await configure(world.deps, () => ({ templates: [], rules: [] }));
    await start(startOutbox);
    await waitFor('the third', async () => (await automaticRows(world)).at(-1)?.state === 'cancelled');
    expect(await idsIn(world, 'Sent')).toHaveLength(2);
  });
});
