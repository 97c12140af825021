import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ContactId } from '../../common/ids';
import { AgentsOnTrial, sees } from '../support/agents-on-trial';
import type { DeskClient } from '../support/desk-client';

let agents: AgentsOnTrial;
let anna: DeskClient;

beforeAll(async () => {
  agents = await AgentsOnTrial.start({ agents: [{ username: 'anna', capacity: 30 }] });
});
afterEach(() => agents.leave());
afterAll(() => agents.stop());

const close = (contactId: ContactId, reasonCode = 'solved', notes = '') => ({ contactId, reasonCode, notes });

async function draftOf(contactId: ContactId): Promise<string> {
  const to = [{ name: 'Carla', address: 'carla@customers.example' }];
  const { outgoingId } = await anna.call('replies.prepare', { contactId, subject: 'Re: Question', to, cc: [] });
  return outgoingId;
}

/** The time for wrap-up passes. */
async function passWrapUp(contactId: ContactId): Promise<void> {
  await sql`UPDATE contacts SET wrap_up_until = now() WHERE id = ${contactId}`.execute(agents.trial.outside.db);
  await agents.wake();
  await sees(anna, contactId, 'closed');
}

describe('closing without a reply', () => {
  it('goes to wrap-up, cancels the draft, and writes the reason into the history', async () => {
    anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    const outgoingId = await draftOf(contactId);
    await anna.call('contacts.closeWithoutReply', close(contactId));
    await sees(anna, contactId, 'wrap-up');
    await anna.sees('the draft is cancelled', ({ outgoing }) =>
      outgoing.some((message) => message.id === outgoingId && message.state === 'cancelled'),
    );
    const actor = `agent:${agents.site.agentId('anna')}`;
    expect(await agents.event(contactId, 'draft-cancelled')).toMatchObject({ actor, data: { outgoingId } });
    expect(await agents.event(contactId, 'closed-without-reply')).toEqual({
      actor,
      data: { from: 'active', to: 'wrap-up', reasonCode: 'solved' },
    });
    expect(await anna.call('replies.appended', { outgoingId, location: null })).toEqual({ state: 'cancelled' });
    expect(
      await anna.refusal('replies.prepare', { contactId, subject: '', to: [{ name: '', address: 'a@b' }], cc: [] }),
    ).toBe('wrong-state');
  });

  it('keeps its reason and notes when the time for wrap-up is over, also one of the close reasons', async () => {
    anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    await anna.call('contacts.closeWithoutReply', close(contactId, 'blocked-sender', 'An advertisement'));
    await passWrapUp(contactId);
    const { disposition_code, wrap_up_notes } = await agents.row(contactId);
    expect({ disposition_code, wrap_up_notes }).toEqual({
      disposition_code: 'blocked-sender',
      wrap_up_notes: 'An advertisement',
    });
  });

  it('takes another reason in wrap-up', async () => {
    anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    await anna.call('contacts.closeWithoutReply', close(contactId, 'blocked-sender', 'An advertisement'));
    await anna.call('contacts.wrapUp', close(contactId, 'solved', 'No, it was none'));
    await sees(anna, contactId, 'closed');
    const row = await agents.row(contactId);
    expect([row.disposition_code, row.wrap_up_notes]).toEqual(['solved', 'No, it was none']);
  });

  it('changes nothing the second time, and refuses what is unknown or not in work', async () => {
    anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    expect(await anna.refusal('contacts.closeWithoutReply', close(contactId, 'fishing'))).toBe('invalid-input');
    expect(await anna.refusal('contacts.closeWithoutReply', close(contactId, 'solved', 'a\0b'))).toBe('invalid-input');
    expect((await agents.row(contactId)).state).toBe('active');
    await anna.call('contacts.closeWithoutReply', close(contactId));
    const first = await agents.row(contactId);
    await anna.call('contacts.closeWithoutReply', close(contactId));
    expect(await agents.row(contactId)).toEqual(first);
    expect(await anna.refusal('contacts.closeWithoutReply', close(contactId, 'timed-out'))).toBe('wrong-state');
    await passWrapUp(contactId);
    expect(await anna.refusal('contacts.closeWithoutReply', close(contactId))).toBe('allowed');
    expect(await anna.refusal('contacts.closeWithoutReply', close(contactId, 'timed-out'))).toBe('wrong-state');
  });
});
