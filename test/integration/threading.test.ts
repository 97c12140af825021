import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId } from '../../common/ids';
import { acceptOffer } from '../../service/assignment/accept-offer';
import { connectionResumed } from '../../service/assignment/connection';
import { expireOffers } from '../../service/assignment/expire-offers';
import { offerNext } from '../../service/assignment/offer-next';
import { setAgentState } from '../../service/assignment/set-agent-state';
import { markReplyQueued } from '../../service/contacts/mark-reply-queued';
import { prepareReply } from '../../service/contacts/prepare-reply';
import { wrapUp } from '../../service/contacts/wrap-up';
import { buildSite, type Site } from '../builders/service-site';
import { configure } from '../support/configure';
import { openCounter, type Counter } from '../support/hand-in';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from '../support/service-database';

let database: ServiceDatabase;
let site: Site;
let counter: Counter;

beforeEach(async () => {
  database ??= await startServiceDatabase();
  await emptyTables(database);
  site = await buildSite(database.deps, { agents: [{ username: 'anna' }, { username: 'ben' }] });
  counter = openCounter(database.deps);
});
afterAll(() => database.stop());

const to = 'To: support@example.com';
const carla = ['From: carla@customers.example', to];
const dora = ['From: dora@customers.example', to];

const contacts = () => database.deps.db.selectFrom('contacts').selectAll().orderBy('number').execute();
async function newest() {
  const last = (await contacts()).at(-1);
  if (last === undefined) throw new Error('there is no contact');
  return last;
}
async function ready(username: string): Promise<void> {
  await connectionResumed(database.deps, site.agentId(username));
  await setAgentState(database.deps, site.agentId(username), { state: 'ready', reasonCode: null });
}
async function leave(username: string): Promise<void> {
  await setAgentState(database.deps, site.agentId(username), { state: 'not-ready', reasonCode: 'lunch' });
}
const tokensIn = (threadToken: 'none' | 'subject' | 'address') =>
  configure(database.deps, ({ entryPoints }) => ({
    entryPoints: entryPoints.map((point) => ({ ...point, threadToken })),
  }));
/** Anna accepts what waits and prepares the answer. */
async function answer(contactId: ContactId) {
  await ready('anna');
  await offerNext(database.deps);
  await acceptOffer(database.deps, site.agentId('anna'), contactId);
  const reply = { contactId, subject: 'Re: Invoice', to: [{ name: '', address: 'carla@customers.example' }], cc: [] };
  return prepareReply(database.deps, site.agentId('anna'), reply);
}
/** The same, sent and wrapped up; gives the Message-ID of the answer. */
async function answerAndClose(contactId: ContactId): Promise<string> {
  const { outgoingId, messageId } = await answer(contactId);
  await markReplyQueued(database.deps, { outgoingId }, { location: null }, 'system');
  await wrapUp(database.deps, site.agentId('anna'), { contactId, reasonCode: 'solved', notes: '' });
  return messageId;
}
async function question(): Promise<ContactId> {
  await counter.take(...carla, 'Subject: Invoice', 'Message-ID: <q@customers.example>');
  return (await newest()).id;
}

describe('an answer without References', () => {
  it('is recognised by the token in the subject, its case changed, and joins', async () => {
    await tokensIn('subject');
    const { subjectToken, replyTo } = await answer(await question());
    expect(replyTo).toBeNull();
    expect(await counter.take(...carla, `Subject: AW: INVOICE [#${subjectToken?.toUpperCase()}]`)).toBe('joined');
    expect(await contacts()).toHaveLength(1);
  });

  it('is recognised by the token in the address, and goes to the queue of the address', async () => {
    await tokensIn('address');
    const { subjectToken, replyTo } = await answer(await question());
    expect(subjectToken).toBeNull();
    expect(replyTo?.name).toBe('Example Support');
    const address = replyTo?.address ?? '';
    expect(await counter.take('From: carla@customers.example', `To: <${address}>`, 'Subject: anything')).toBe('joined');
    expect(await counter.take('From: dora@customers.example', `To: <${address}>`, 'Subject: anything')).toBe('contact');
    expect(await newest()).toMatchObject({ csq_id: site.csqId('Support'), routing_warning: null });
  });

  it('carries no token where none is wanted, and the same one each time', async () => {
    const contactId = await question();
    expect(await answer(contactId)).toMatchObject({ subjectToken: null, replyTo: null });
    await tokensIn('subject');
    const prepare = () =>
      prepareReply(database.deps, site.agentId('anna'), { contactId, subject: 'x', to: [], cc: [] });
    const tokens = await Promise.all([prepare(), prepare(), prepare()]);
    expect(new Set(tokens.map(({ subjectToken }) => subjectToken)).size).toBe(1);
    expect(await database.deps.db.selectFrom('service_secrets').select('name').execute()).toHaveLength(1);
  });

  it('is no answer with a token that somebody else got, or made up', async () => {
    await tokensIn('subject');
    const { subjectToken } = await answer(await question());
    expect(await counter.take(...dora, `Subject: Invoice [#${subjectToken}]`)).toBe('contact');
    const { number } = await newest();
    expect(await counter.take(...carla, `Subject: Invoice [#${number}-${'a'.repeat(16)}]`)).toBe('contact');
    expect(new Set((await contacts()).map((contact) => contact.conversation_id)).size).toBe(3);
  });
});

describe('a customer who writes again before anybody answered', () => {
  const after = ['References: <q@customers.example>'];

  it('goes on with the same matter, by References and subject', async () => {
    await question();
    expect(await counter.take(...carla, 'Subject: Re: invoice', ...after)).toBe('joined');
    expect(await counter.take(...carla, 'Subject: Another matter', ...after)).toBe('contact');
    expect(await counter.take(...dora, 'Subject: Re: Invoice', ...after)).toBe('contact');
    expect(await counter.take(...carla, 'Subject: Invoice')).toBe('contact');
    expect(new Set((await contacts()).map((contact) => contact.conversation_id)).size).toBe(4);
  });

  it('does so as well where all of it waits together', async () => {
    const together = await counter.takeTogether([
      [...carla, 'Subject: Invoice', 'Message-ID: <q@customers.example>'],
      [...carla, 'Subject: Re: Invoice', 'Message-ID: <q2@customers.example>', ...after],
      [...dora, 'Subject: Something'],
      [...dora, 'Subject: Else'],
    ]);
    expect(together).toBe(3);
    expect(await contacts()).toHaveLength(3);
  });

  it('has one contact of two answers that come to two instances at once', async () => {
    const messageId = await answerAndClose(await question());
    const again = (n: number) => counter.take(...carla, `Subject: Re: Invoice ${n}`, `In-Reply-To: ${messageId}`);
    expect((await Promise.all([again(1), again(2), again(3)])).sort()).toEqual(['contact', 'joined', 'joined']);
  });
});

describe('an answer to what is closed', () => {
  it('is a new contact of the conversation, for the last agent first', async () => {
    const first = await question();
    const messageId = await answerAndClose(first);
    database.clock.advance(3600);
    await counter.take(...carla, 'Subject: Re: Invoice', `In-Reply-To: ${messageId}`);
    const [before, contact] = await contacts();
    expect(contact?.conversation_id).toBe(before?.conversation_id);
    expect(contact?.preferred_agent_id).toBe(site.agentId('anna'));
    expect(contact?.preferred_until?.getTime()).toBe((before?.closed_at?.getTime() ?? 0) + 4 * 3_600_000);
    await ready('ben');
    await offerNext(database.deps);
    // ben is idle longer
    expect((await newest()).owner_id).toBe(site.agentId('anna'));
    database.clock.advance(31);
    await expireOffers(database.deps);
    await ready('anna');
    await offerNext(database.deps);
    expect((await newest()).owner_id).toBe(site.agentId('ben'));
  });

  it('goes to another where that agent is not Ready', async () => {
    const messageId = await answerAndClose(await question());
    await leave('anna');
    await ready('ben');
    await counter.take(...carla, 'Subject: Re: Invoice', `In-Reply-To: ${messageId}`);
    await offerNext(database.deps);
    expect(await newest()).toMatchObject({ preferred_agent_id: site.agentId('anna'), owner_id: site.agentId('ben') });
  });

  it('prefers nobody once the time is over, also where it ends while the contact waits', async () => {
    const messageId = await answerAndClose(await question());
    await leave('anna');
    await counter.take(...carla, 'Subject: Re: Invoice', `In-Reply-To: ${messageId}`);
    await ready('ben');
    database.clock.advance(4 * 3600 + 1);
    await ready('anna');
    await offerNext(database.deps);
    // ben is idle longer
    expect((await newest()).owner_id).toBe(site.agentId('ben'));
  });

  it('prefers nobody where that is switched off', async () => {
    const messageId = await answerAndClose(await question());
    await configure(database.deps, ({ intake }) => ({ intake: { ...intake, preferLastAgentH: 0 } }));
    await counter.take(...carla, 'Subject: Re: Invoice', `In-Reply-To: ${messageId}`);
    expect((await newest()).preferred_agent_id).toBeNull();
  });

  it('knows from the history who had a contact that names no owner', async () => {
    const first = await question();
    const messageId = await answerAndClose(first);
    await database.deps.db.updateTable('contacts').set({ owner_id: null }).where('id', '=', first).execute();
    await counter.take(...carla, 'Subject: Re: Invoice', `In-Reply-To: ${messageId}`);
    expect((await newest()).preferred_agent_id).toBe(site.agentId('anna'));
  });
});
