import { afterAll, beforeEach, expect, it } from 'vitest';
import type { OutgoingState } from '../../common/contract/contact';
import { acceptOffer } from '../../service/assignment/accept-offer';
import { connectionResumed } from '../../service/assignment/connection';
import { offerNext } from '../../service/assignment/offer-next';
import { setAgentState } from '../../service/assignment/set-agent-state';
import { deskSnapshot } from '../../service/contacts/desk-snapshot';
import { markReplyQueued } from '../../service/contacts/mark-reply-queued';
import { prepareReply } from '../../service/contacts/prepare-reply';
import { claimNext } from '../../service/outbox/claim';
import { buildSite, type Site } from '../builders/service-site';
import { configure } from '../support/configure';
import { openCounter, type Counter } from '../support/hand-in';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from '../support/service-database';

let database: ServiceDatabase;
let site: Site;
let counter: Counter;

/** A mail that gets an automatic reply, and whose contact anna works on. */
beforeEach(async () => {
  database ??= await startServiceDatabase();
  await emptyTables(database);
  site = await buildSite(database.deps, { agents: [{ username: 'anna' }] });
  await configure(database.deps, () => ({
    templates: [{ id: 'ack', name: 'Acknowledgement', text: 'We have it.' }],
    rules: [{ id: 'all', name: 'Everything', then: { autoReply: 'ack' } }],
  }));
  counter = openCounter(database.deps);
  await counter.take('From: carla@customers.example', 'To: support@example.com', 'Subject: Invoice');
  await connectionResumed(database.deps, site.agentId('anna'));
  await setAgentState(database.deps, site.agentId('anna'), { state: 'ready', reasonCode: null });
  await offerNext(database.deps);
  await acceptOffer(database.deps, site.agentId('anna'), (await contact()).id);
});
afterAll(() => database.stop());

const contact = () => database.deps.db.selectFrom('contacts').selectAll().executeTakeFirstOrThrow();
const automatic = () =>
  database.deps.db
    .selectFrom('outgoing_messages')
    .selectAll()
    .where('automatic_template', 'is not', null)
    .executeTakeFirstOrThrow();
async function set(state: OutgoingState, attempts = 0): Promise<void> {
  const at = database.deps.now();
  const later = attempts > 0 ? new Date(at.getTime() + 60_000) : at;
  const times = state === 'sent' ? { sent_at: at, filed_at: at } : { next_attempt_at: later };
  await database.deps.db
    .updateTable('outgoing_messages')
    .set({ state, attempts, ...times })
    .where('automatic_template', 'is not', null)
    .execute();
}
async function answer() {
  const to = [{ name: '', address: 'carla@customers.example' }];
  const reply = { contactId: (await contact()).id, subject: 'Re: Invoice', to, cc: [] };
  const prepared = await prepareReply(database.deps, site.agentId('anna'), reply);
  await markReplyQueued(database.deps, { outgoingId: prepared.outgoingId }, { location: null }, 'system');
  return prepared;
}
const snapshot = () => deskSnapshot(database.deps, site.agentId('anna'));

it('is not shown as the reply of a contact, nor among an agent’s messages', async () => {
  for (const state of ['draft', 'queued', 'failed', 'sent'] as const) {
    await set(state);
    const { contacts, outgoing } = await snapshot();
    expect(contacts.map(({ outgoingState }) => outgoingState)).toEqual([null]);
    expect(outgoing).toEqual([]);
  }
});

it('is no draft that an agent goes on with, and does not end their contact', async () => {
  const { messageId } = await answer();
  expect(messageId).not.toBe((await automatic()).message_id);
  expect((await contact()).state).toBe('wrap-up');
  expect((await automatic()).state).toBe('draft');
  expect((await snapshot()).contacts[0]?.outgoingState).toBe('queued');
});

it('goes before the agent’s answer, but keeps it waiting no longer than one attempt', async () => {
  await set('queued');
  database.clock.advance(1);
  const { messageId } = await answer();
  const isDue = async (): Promise<string | undefined> => (await claimNext(database.deps))?.message_id;
  expect(await isDue()).toBe((await automatic()).message_id);
  expect(await isDue()).toBeUndefined();
  await set('queued', 1);
  expect(await isDue()).toBe(messageId);
});

it('that comes back disturbs nobody', async () => {
  await set('sent');
  const before = await contact();
  const notice = [
    'From: MAILER-DAEMON@mx.customers.example',
    'Subject: Undelivered',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customers.example',
    '',
    'Final-Recipient: rfc822; carla@customers.example',
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${(await automatic()).message_id}`,
    '',
    '--b--',
  ];
  expect(await counter.take(...notice)).toBe('reported');
  expect((await automatic()).state).toBe('bounced');
  expect(await contact()).toEqual(before);
  expect((await snapshot()).contacts[0]?.outgoingState).toBeNull();
});
