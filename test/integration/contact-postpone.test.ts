import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ContactId } from '../../common/ids';
import { AgentsOnTrial, sees } from '../support/agents-on-trial';
import type { DeskClient } from '../support/desk-client';
import { openCounter } from '../support/hand-in';
import { waitFor } from '../support/wait-for';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

let agents: AgentsOnTrial;
let anna: DeskClient;

beforeAll(async () => {
  agents = await AgentsOnTrial.start({ agents: [{ username: 'anna', capacity: 1 }, { username: 'ben' }] });
});
afterEach(async () => {
  await agents.closeAll();
  await agents.leave();
});
afterAll(() => agents.stop());

const inFuture = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** A contact that anna put off until tomorrow or so. */
async function postponed(ms = 30 * HOUR): Promise<ContactId> {
  const contactId = await agents.accepted(anna);
  await anna.call('contacts.postpone', { contactId, until: inFuture(ms) });
  await sees(anna, contactId, 'postponed');
  return contactId;
}

/** The time has come, as if the service had been down when it did. */
async function passTime(contactId: ContactId): Promise<void> {
  const past = new Date(Date.now() - SECOND);
  await sql`UPDATE contacts SET postponed_until = ${past} WHERE id = ${contactId}`.execute(agents.trial.outside.db);
  await agents.wake();
}

describe('a postponed contact', () => {
  it('is shown to its owner with its time, leaves their place free, and comes back at its time', async () => {
    anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    const until = inFuture(SECOND);
    await anna.call('contacts.postpone', { contactId, until });
    await anna.sees('its time', ({ contacts }) =>
      contacts.some((contact) => contact.id === contactId && contact.postponedUntil === until),
    );
    const isBack = async () => (await agents.row(contactId)).state === 'active';
    // Sooner than the due work looks without a deadline.
    await waitFor('it is back', isBack, { timeoutMs: 4 * SECOND });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until));
    const actor = `agent:${agents.site.agentId('anna')}`;
    expect(await agents.event(contactId, 'postponed')).toMatchObject({ actor, data: { until } });
    expect(await agents.event(contactId, 'postponement-ended')).toEqual({
      actor: 'system',
      data: { from: 'postponed', to: 'active', cause: 'time', agentId: agents.site.agentId('anna') },
    });
    expect(await agents.row(contactId)).toMatchObject({
      owner_id: agents.site.agentId('anna'),
      postponed_until: null,
    });
  });

  it('does not count against the capacity, and can be resumed beside another', async () => {
    anna = await agents.desk('anna');
    const contactId = await postponed();
    const other = await agents.accepted(anna);
    await anna.call('contacts.resume', { contactId });
    await anna.call('contacts.resume', { contactId });
    await sees(anna, contactId, 'active');
    expect((await agents.row(other)).state).toBe('active');
    expect(await agents.event(contactId, 'resumed')).toMatchObject({ data: { from: 'postponed', to: 'active' } });
  });

  it('goes to its queue, and so to another, if its owner is signed out at its time', async () => {
    anna = await agents.desk('anna');
    const contactId = await postponed();
    await anna.call('session.signOut', {});
    const ben = await agents.desk('ben');
    await passTime(contactId);
    await sees(ben, contactId, 'offered');
    expect(await agents.event(contactId, 'postponement-ended')).toMatchObject({ data: { to: 'queued' } });
  });

  it('comes back with a mail that joins it', async () => {
    anna = await agents.desk('anna');
    const contactId = await postponed();
    const { db } = agents.trial.outside;
    const { customer_id, subject } = await agents.row(contactId);
    await db.insertInto('customer_addresses').values({ address: 'carla@customers.example', customer_id }).execute();
    const { message_id } = await db
      .selectFrom('ledger')
      .select('message_id')
      .where('contact_id', '=', contactId)
      .executeTakeFirstOrThrow();
    const result = await openCounter(agents.trial.outside).take(
      'From: Carla <carla@customers.example>',
      'To: support@example.com',
      `Subject: Re: ${subject}`,
      'Message-ID: <answer@customers.example>',
      `References: ${message_id}`,
    );
    expect(result).toBe('joined');
    await anna.sees('it is back with two mails', ({ contacts }) =>
      contacts.some((contact) => contact.id === contactId && contact.state === 'active' && contact.mailCount === 2),
    );
    expect(await agents.event(contactId, 'postponement-ended')).toMatchObject({ data: { cause: 'mail' } });
  });

  it('is put off to a time of the coming year, once, and only from work', async () => {
    anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    const putOff = (until: string) => anna.refusal('contacts.postpone', { contactId, until });
    for (const until of [inFuture(-SECOND), inFuture(367 * 24 * HOUR), 'tomorrow']) {
      expect(await putOff(until)).toBe('invalid-input');
    }
    const until = inFuture(HOUR);
    expect(await putOff(until)).toBe('allowed');
    expect(await putOff(until)).toBe('allowed');
    expect(await putOff(inFuture(2 * HOUR))).toBe('wrong-state');
    for (const name of ['contacts.requeue', 'contacts.wrapUp', 'contacts.closeWithoutReply'] as const) {
      expect(await anna.refusal(name, { contactId, reasonCode: 'solved', notes: '' })).toBe('wrong-state');
    }
    await anna.call('contacts.resume', { contactId });
    await anna.call('contacts.closeWithoutReply', { contactId, reasonCode: 'solved', notes: '' });
    expect(await anna.refusal('contacts.resume', { contactId })).toBe('wrong-state');
  });
});
