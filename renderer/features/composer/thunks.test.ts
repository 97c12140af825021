import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contactId, fakeAppState, fakeContact, fakeMail, fakeSnapshot } from '../../../test/fakes/desk-data';
import { failed, FakeBridge, ok } from '../../../test/fakes/fake-bridge';
import { createAppStore, type AppStore } from '../../app/store';
import { openConversation } from '../conversation/thunks';
import { snapshotReceived } from '../desk';
import { editReply, openComposer, saveAllDrafts, sendReply } from './thunks';

const contact = fakeContact(1);
const id = contactId(1);
const text = (words: string) => JSON.stringify({ ops: [{ insert: `${words}\n` }] });

let fake: FakeBridge;
let store: AppStore;
const composer = () => store.getState().composer.byContact[id];
const savedDeltas = () => fake.inputsOf('drafts.save').map((input) => input.draft?.delta);

beforeEach(async () => {
  vi.useFakeTimers();
  fake = new FakeBridge(fakeAppState(null), { 'contacts.open': () => ok({ mails: [fakeMail()] }) });
  store = createAppStore({ bridge: fake.bridge, now: () => Date.now() });
  store.dispatch(snapshotReceived({ snapshot: fakeSnapshot({ contacts: [contact] }), receivedAtMs: Date.now() }));
  await store.dispatch(openConversation(contact));
});
afterEach(() => vi.useRealTimers());

describe('openComposer', () => {
  it('begins an answer to the mail', async () => {
    await store.dispatch(openComposer(contact));
    expect(composer()?.reply).toMatchObject({
      to: [{ mailbox: fakeMail().from }],
      subject: 'Re: Question 1',
      delta: '',
    });
  });

  it('goes on with the saved draft', async () => {
    const draft = { to: [], cc: [], subject: 'Mine', delta: text('half a'), savedAt: '2025-11-04T10:00:00.000Z' };
    fake.answer('drafts.load', () => ok({ draft }));
    await store.dispatch(openComposer(contact));
    expect(composer()).toMatchObject({ savedAt: draft.savedAt, reply: { subject: 'Mine', delta: draft.delta } });
  });

  it('does not read over what is being typed', async () => {
    await store.dispatch(openComposer(contact));
    store.dispatch(editReply(id, { delta: text('typed') }));
    await store.dispatch(openComposer(contact));
    expect(composer()?.reply.delta).toBe(text('typed'));
    expect(fake.inputsOf('drafts.load')).toHaveLength(1);
  });

  it('starts nothing over a draft it could not read, and reads it when asked again', async () => {
    fake.answer('drafts.load', () => failed('internal'));
    await store.dispatch(openComposer(contact));
    expect(composer()).toBeUndefined();
    expect(store.getState().composer.loading[id]).toEqual({ problem: 'internal' });
    fake.answer('drafts.load', () => ok({ draft: null }));
    await store.dispatch(openComposer(contact));
    expect(composer()).toBeDefined();
  });
});

describe('drafts', () => {
  beforeEach(async () => store.dispatch(openComposer(contact)));

  it('are saved within two seconds, at most once a second', async () => {
    for (let i = 0; i < 30; i += 1) {
      store.dispatch(editReply(id, { delta: text(`word ${i}`) }));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(savedDeltas().length).toBeGreaterThanOrEqual(2);
    expect(savedDeltas().length).toBeLessThanOrEqual(3);
    await vi.advanceTimersByTimeAsync(1900);
    expect(savedDeltas().at(-1)).toBe(text('word 29'));
    expect(composer()).toMatchObject({ isDirty: false, isSaving: false, saveProblem: null });
  });

  it('never overtake each other', async () => {
    let finish: () => void = () => undefined;
    fake.answer('drafts.save', () => new Promise((resolve) => (finish = () => resolve(ok({})))));
    store.dispatch(editReply(id, { delta: text('first') }));
    await vi.advanceTimersByTimeAsync(1000);
    store.dispatch(editReply(id, { delta: text('second') }));
    await vi.advanceTimersByTimeAsync(3000);
    expect(savedDeltas()).toEqual([text('first')]);
    finish();
    await vi.advanceTimersByTimeAsync(1000);
    expect(savedDeltas()).toEqual([text('first'), text('second')]);
  });

  it('are saved again after a failure', async () => {
    fake.answer('drafts.save', () => failed('internal'));
    store.dispatch(editReply(id, { delta: text('kept') }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(composer()).toMatchObject({ isDirty: true, saveProblem: 'internal' });
    fake.answer('drafts.save', () => ok({}));
    await vi.advanceTimersByTimeAsync(5000);
    expect(composer()).toMatchObject({ isDirty: false, saveProblem: null });
  });

  it('are saved at once when the window goes', () => {
    store.dispatch(editReply(id, { delta: text('last words') }));
    store.dispatch(saveAllDrafts());
    expect(savedDeltas()).toEqual([text('last words')]);
  });

  it('stay while the session is gone, and go with their contact', () => {
    store.dispatch(snapshotReceived({ snapshot: null, receivedAtMs: Date.now() }));
    expect(composer()).toBeDefined();
    store.dispatch(snapshotReceived({ snapshot: fakeSnapshot(), receivedAtMs: Date.now() }));
    expect(composer()).toBeUndefined();
  });
});

describe('sendReply', () => {
  const content = { html: '<p>Answer</p>', isEmpty: false };
  beforeEach(async () => store.dispatch(openComposer(contact)));

  it('sends what was typed, with an address not yet made a chip, once', async () => {
    store.dispatch(editReply(id, { ccText: 'boss@example.com' }));
    await Promise.all([store.dispatch(sendReply(id, content)), store.dispatch(sendReply(id, content))]);
    expect(fake.inputsOf('replies.send')).toEqual([
      {
        contactId: id,
        subject: 'Re: Question 1',
        html: '<p>Answer</p>',
        to: [fakeMail().from],
        cc: [{ name: '', address: 'boss@example.com' }],
      },
    ]);
    expect(composer()?.sending).toBe('done');
  });

  it('keeps everything after a failure, and can be tried again', async () => {
    store.dispatch(editReply(id, { delta: text('kept') }));
    fake.answer('replies.send', () => failed('mail-connection-lost'));
    await store.dispatch(sendReply(id, content));
    expect(composer()).toMatchObject({
      sending: 'no',
      sendProblem: 'mail-connection-lost',
      reply: { delta: text('kept') },
    });
    fake.answer('replies.send', () => ok({ messageId: '<a@b>' }));
    await store.dispatch(sendReply(id, content));
    expect(composer()?.sending).toBe('done');
  });

  it.each([
    ['no-recipient', { to: [] }, content],
    ['invalid-recipient', { toText: 'nobody' }, content],
    ['empty-message', {}, { html: '', isEmpty: true }],
  ])('asks first: %s', async (problem, change, what) => {
    store.dispatch(editReply(id, change));
    await store.dispatch(sendReply(id, what));
    expect(composer()).toMatchObject({ sending: 'no', sendProblem: problem });
    expect(fake.inputsOf('replies.send')).toEqual([]);
  });

  it('begins anew should the contact come back', async () => {
    await store.dispatch(sendReply(id, content));
    const wrapUp = fakeSnapshot({ contacts: [{ ...contact, state: 'wrap-up' }] });
    store.dispatch(snapshotReceived({ snapshot: wrapUp, receivedAtMs: Date.now() }));
    expect(composer()).toBeUndefined();
  });

  it('saves no draft after the reply is out', async () => {
    store.dispatch(editReply(id, { delta: text('sent') }));
    await store.dispatch(sendReply(id, content));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(savedDeltas()).toEqual([]);
  });
});
