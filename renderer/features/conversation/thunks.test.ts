import { beforeEach, describe, expect, it } from 'vitest';
import { contactId, fakeAppState, fakeContact, fakeMail, fakeSnapshot } from '../../../test/fakes/desk-data';
import { failed, FakeBridge, ok } from '../../../test/fakes/fake-bridge';
import { createAppStore, type AppStore } from '../../app/store';
import { snapshotReceived } from '../desk';
import { openConversation } from './thunks';

const contact = fakeContact(1);
const first = fakeMail();
const second = { ...fakeMail(), uid: first.uid + 1 };

let fake: FakeBridge;
let store: AppStore;
const conversation = () => store.getState().conversation.byContact[contactId(1)];

beforeEach(() => {
  fake = new FakeBridge(fakeAppState(null), { 'contacts.open': () => ok({ mails: [first] }) });
  store = createAppStore({ bridge: fake.bridge, now: () => 0 });
  store.dispatch(snapshotReceived({ snapshot: fakeSnapshot({ contacts: [contact] }), receivedAtMs: 0 }));
});

describe('openConversation', () => {
  it('fetches once while the contact has no other mails', async () => {
    await store.dispatch(openConversation(contact));
    await store.dispatch(openConversation(contact));
    expect(conversation()).toMatchObject({ status: 'ready', mails: [first] });
    expect(fake.inputsOf('contacts.open')).toHaveLength(1);
  });

  it('fetches again when the customer has written once more, and shows the first mail meanwhile', async () => {
    await store.dispatch(openConversation(contact));
    fake.answer('contacts.open', () => {
      expect(conversation()).toMatchObject({ status: 'ready', mails: [first] });
      return ok({ mails: [first, second] });
    });
    await store.dispatch(openConversation({ ...contact, mailCount: 2 }));
    expect(conversation()).toMatchObject({ status: 'ready', mails: [first, second], mailCount: 2 });
  });

  it('keeps what is shown when the newer mail cannot be fetched, says so, and tries again when asked', async () => {
    await store.dispatch(openConversation(contact));
    fake.answer('contacts.open', () => failed('mail-connection-lost'));
    await store.dispatch(openConversation({ ...contact, mailCount: 2 }));
    expect(conversation()).toMatchObject({ mails: [first], mailCount: 1, newerProblem: 'mail-connection-lost' });
    fake.answer('contacts.open', () => ok({ mails: [first, second] }));
    await store.dispatch(openConversation({ ...contact, mailCount: 2 }));
    expect(conversation()).toMatchObject({ mails: [first, second], newerProblem: null });
  });

  it('says why nothing is shown, and tries again', async () => {
    fake.answer('contacts.open', () => failed('mail-not-found'));
    await store.dispatch(openConversation(contact));
    expect(conversation()).toEqual({ status: 'failed', code: 'mail-not-found' });
    fake.answer('contacts.open', () => ok({ mails: [first] }));
    await store.dispatch(openConversation(contact));
    expect(conversation()).toMatchObject({ status: 'ready' });
  });
});
