import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentsOnTrial, sees } from '../support/agents-on-trial';
import type { DeskClient } from '../support/desk-client';

let agents: AgentsOnTrial;
let anna: DeskClient;

beforeAll(async () => {
  agents = await AgentsOnTrial.start({
    agents: [{ username: 'anna' }, { username: 'sue', csqs: ['Sales'] }],
    csqs: ['Support', 'Sales', 'Nobody'],
  });
});
afterEach(async () => {
  await agents.closeAll();
  await agents.leave();
});
afterAll(() => agents.stop());

describe('transferring to a queue', () => {
  it('offers the contact there; it is answered from the address the customer wrote to', async () => {
    anna = await agents.desk('anna');
    const sue = await agents.desk('sue');
    const contactId = await agents.accepted(anna);
    const before = await agents.row(contactId);
    const csqId = agents.site.csqId('Sales');
    await anna.call('contacts.transferToCsq', { contactId, csqId });
    await sees(sue, contactId, 'offered');
    expect(sue.newest?.contacts).toMatchObject([
      { id: contactId, csq: { id: csqId, name: 'Sales' }, entryPoint: { address: 'support@example.com' } },
    ]);
    await anna.sees('it is gone', ({ contacts }) => contacts.every(({ id }) => id !== contactId));
    expect(await agents.event(contactId, 'transferred')).toEqual({
      actor: `agent:${agents.site.agentId('anna')}`,
      data: { from: 'active', to: 'queued', fromCsqId: agents.site.csqId('Support'), toCsqId: csqId },
    });
    await sue.call('contacts.accept', { contactId });
    const to = [{ name: '', address: 'carla@customers.example' }];
    const reply = await sue.call('replies.prepare', { contactId, subject: 'Re: Question', to, cc: [] });
    expect(reply.from.address).toBe('support@example.com');
    expect((await agents.row(contactId)).arrived_at).toEqual(before.arrived_at);
    expect(await anna.refusal('contacts.transferToCsq', { contactId, csqId })).toBe('not-found');
  });

  it('leaves it waiting where nobody is', async () => {
    anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    await anna.call('contacts.transferToCsq', { contactId, csqId: agents.site.csqId('Nobody') });
    await agents.wake();
    expect(await agents.row(contactId)).toMatchObject({
      state: 'queued',
      owner_id: null,
      csq_id: agents.site.csqId('Nobody'),
    });
  });

  it('is refused for its own queue, for one that is not there, and when it is not in work', async () => {
    anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    const to = (csqId: string) => anna.refusal('contacts.transferToCsq', { contactId, csqId });
    expect(await to(agents.site.csqId('Support'))).toBe('invalid-input');
    expect(await to(agents.site.csqId('Support').toUpperCase())).toBe('invalid-input');
    expect(await to(randomUUID())).toBe('invalid-input');
    expect((await agents.row(contactId)).state).toBe('active');
    await anna.call('contacts.closeWithoutReply', { contactId, reasonCode: 'solved', notes: '' });
    expect(await to(agents.site.csqId('Sales'))).toBe('wrong-state');
  });
});
