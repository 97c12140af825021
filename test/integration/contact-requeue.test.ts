import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ContactId } from '../../common/ids';
import { AgentsOnTrial, sees } from '../support/agents-on-trial';
import type { DeskClient } from '../support/desk-client';

const HOUR = 3_600_000;

let agents: AgentsOnTrial;
let anna: DeskClient;
let ben: DeskClient;

beforeAll(async () => {
  agents = await AgentsOnTrial.start({
    agents: [
      { username: 'anna', capacity: 1 },
      { username: 'ben', capacity: 1 },
    ],
  });
});
afterEach(async () => {
  await agents.closeAll();
  await agents.leave();
});
afterAll(() => agents.stop());

async function bothIn(): Promise<void> {
  anna = await agents.desk('anna');
  ben = await agents.desk('ben', 'not-ready');
}

function prepare(desk: DeskClient, contactId: ContactId) {
  const to = [{ name: 'Carla', address: 'carla@customers.example' }];
  return desk.call('replies.prepare', { contactId, subject: 'Re: Question', to, cc: [] });
}

const isWithout = (contactId: ContactId) => (snapshot: { contacts: { id: string }[] }) =>
  snapshot.contacts.every(({ id }) => id !== contactId);

describe('requeuing', () => {
  it('offers the contact to another first, although who gave it back was idle for longer', async () => {
    await bothIn();
    const contactId = await agents.accepted(anna);
    await ben.call('agents.setState', { state: 'ready' });
    await anna.call('contacts.requeue', { contactId });
    await sees(ben, contactId, 'offered');
    await anna.sees('it is gone', isWithout(contactId));
    expect(await agents.event(contactId, 'requeued')).toEqual({
      actor: `agent:${agents.site.agentId('anna')}`,
      data: { from: 'active', to: 'queued' },
    });
    expect(await anna.refusal('contacts.requeue', { contactId })).toBe('not-found');
    expect(await ben.refusal('contacts.requeue', { contactId })).toBe('wrong-state');
  });

  it('offers it back to who is the only one', async () => {
    anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    await anna.call('contacts.requeue', { contactId });
    await sees(anna, contactId, 'offered');
  });

  it('keeps its place before what came later', async () => {
    await bothIn();
    const contactId = await agents.accepted(anna, { arrivedAt: new Date(Date.now() - HOUR) });
    const { arrived_at } = await agents.row(contactId);
    await agents.site.addContact();
    await anna.call('agents.setState', { state: 'not-ready' });
    await anna.call('contacts.requeue', { contactId });
    expect(await agents.row(contactId)).toMatchObject({
      state: 'queued',
      owner_id: null,
      accepted_at: null,
      arrived_at,
    });
    await ben.call('agents.setState', { state: 'ready' });
    await sees(ben, contactId, 'offered');
  });

  it('hands the draft on', async () => {
    await bothIn();
    const contactId = await agents.accepted(anna);
    const first = await prepare(anna, contactId);
    await ben.call('agents.setState', { state: 'ready' });
    await anna.call('contacts.requeue', { contactId });
    await sees(ben, contactId, 'offered');
    await ben.call('contacts.accept', { contactId });
    const second = await prepare(ben, contactId);
    expect([second.outgoingId, second.messageId]).toEqual([first.outgoingId, first.messageId]);
    expect(await anna.refusal('replies.appended', { outgoingId: first.outgoingId, location: null })).toBe('not-found');
  });

  it('and a reply on its way at that moment is sent, and leaves the next owner at work', async () => {
    await bothIn();
    const contactId = await agents.accepted(anna);
    const { outgoingId } = await prepare(anna, contactId);
    await ben.call('agents.setState', { state: 'ready' });
    await anna.call('contacts.requeue', { contactId });
    await sees(ben, contactId, 'offered');
    await ben.call('contacts.accept', { contactId });
    expect(await anna.call('replies.appended', { outgoingId, location: null })).toEqual({ state: 'queued' });
    expect(await agents.row(contactId)).toMatchObject({ state: 'active', owner_id: agents.site.agentId('ben') });
  });
});
