import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentsOnTrial, sees } from '../support/agents-on-trial';

const LONGEST = 10_000;

let agents: AgentsOnTrial;

beforeAll(async () => {
  agents = await AgentsOnTrial.start({ agents: [{ username: 'anna' }, { username: 'sue', csqs: ['Sales'] }] });
});
afterEach(async () => {
  await agents.closeAll();
  await agents.leave();
});
afterAll(() => agents.stop());

describe('internal notes', () => {
  it('go with the contact to its next owner, and not into the history', async () => {
    const anna = await agents.desk('anna');
    const sue = await agents.desk('sue');
    const contactId = await agents.accepted(anna);
    const start = Date.now();
    await anna.call('contacts.addNote', { contactId, text: '  Called her;\nshe is back on Monday ✓' });
    await anna.call('contacts.transferToCsq', { contactId, csqId: agents.site.csqId('Sales') });
    await sees(sue, contactId, 'offered');
    expect(await sue.refusal('contacts.notes', { contactId })).toBe('wrong-state');
    expect(await sue.refusal('contacts.addNote', { contactId, text: 'x' })).toBe('wrong-state');
    await sue.call('contacts.accept', { contactId });
    await sue.call('contacts.addNote', { contactId, text: 'Thank you' });
    const { notes } = await sue.call('contacts.notes', { contactId });
    expect(notes).toMatchObject([
      { author: 'ANNA', text: '  Called her;\nshe is back on Monday ✓' },
      { author: 'SUE', text: 'Thank you' },
    ]);
    expect(Date.parse(notes[0]?.at ?? '')).toBeGreaterThanOrEqual(start);
    const sueIs = `agent:${agents.site.agentId('sue')}`;
    expect(await agents.event(contactId, 'note-added')).toEqual({
      actor: sueIs,
      data: { noteId: Number(notes[1]?.id) },
    });
    expect(await anna.refusal('contacts.notes', { contactId })).toBe('not-found');
    expect(await anna.refusal('contacts.addNote', { contactId, text: 'x' })).toBe('not-found');
  });

  it('are one, if the call is repeated, and can be written after the end', async () => {
    const anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    await anna.call('contacts.closeWithoutReply', { contactId, reasonCode: 'solved', notes: '' });
    await anna.call('contacts.wrapUp', { contactId, reasonCode: 'solved', notes: '' });
    const texts = ['first', 'first', 'second', 'first'];
    for (const text of texts) await anna.call('contacts.addNote', { contactId, text });
    const { notes } = await anna.call('contacts.notes', { contactId });
    expect(notes.map(({ text }) => text)).toEqual(['first', 'second', 'first']);
  });

  it('hold up to 10,000 characters, and something', async () => {
    const anna = await agents.desk('anna');
    const contactId = await agents.accepted(anna);
    const adding = (text: string) => anna.refusal('contacts.addNote', { contactId, text });
    for (const text of ['', ' \n', 'x'.repeat(LONGEST + 1), 'a\0b']) expect(await adding(text)).toBe('invalid-input');
    expect(await adding('é'.repeat(LONGEST))).toBe('allowed');
    expect((await anna.call('contacts.notes', { contactId })).notes).toHaveLength(1);
  });
});
