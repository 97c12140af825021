import { beforeEach, describe, expect, it } from 'vitest';
import { contactId, fakeAppState, fakeContact, fakeSnapshot } from '../../../test/fakes/desk-data';
import { failed, FakeBridge } from '../../../test/fakes/fake-bridge';
import { createAppStore, type AppStore } from '../../app/store';
import { snapshotReceived } from '../desk';
import { selectOffers } from './selectors';
import { acceptOffer, focusContact } from './thunks';

let fake: FakeBridge;
let store: AppStore;
const offer = (n: number, seconds: number) =>
  fakeContact(n, { state: 'offered', offerExpiresAt: `2025-11-04T10:07:${seconds}.000Z` });

beforeEach(() => {
  fake = new FakeBridge(fakeAppState(null));
  store = createAppStore({ bridge: fake.bridge, now: () => 0 });
  const contacts = [fakeContact(1), offer(2, 50), offer(3, 20)];
  store.dispatch(snapshotReceived({ snapshot: fakeSnapshot({ contacts }), receivedAtMs: 0 }));
});

it('shows on top what runs out first', () => {
  expect(selectOffers(store.getState()).map((each) => each.number)).toEqual([10_483, 10_482]);
});

describe('accepting', () => {
  it('asks once, opens the contact, and stays busy until the snapshot comes', async () => {
    await Promise.all([store.dispatch(acceptOffer(contactId(2))), store.dispatch(acceptOffer(contactId(2)))]);
    expect(fake.inputsOf('contacts.accept')).toEqual([{ contactId: contactId(2) }]);
    expect(store.getState().contacts.selectedId).toBe(contactId(2));
    expect(store.getState().offers.accepting).toEqual([contactId(2)]);
    const contacts = [fakeContact(1), fakeContact(2), offer(3, 20)];
    store.dispatch(snapshotReceived({ snapshot: fakeSnapshot({ contacts }), receivedAtMs: 0 }));
    expect(store.getState().offers.accepting).toEqual([]);
  });

  it('says why it did not work, and leaves the conversation where it was', async () => {
    fake.answer('contacts.accept', () => failed('offer-gone'));
    await store.dispatch(acceptOffer(contactId(2)));
    expect(store.getState().offers).toMatchObject({ accepting: [], problem: 'offer-gone' });
    expect(store.getState().contacts.selectedId).toBe(contactId(1));
  });
});

describe('a clicked notification', () => {
  it('opens a contact in work', () => {
    store.dispatch(focusContact(contactId(1)));
    expect(store.getState().contacts.selectedId).toBe(contactId(1));
  });

  it('of an offer leaves the conversation open', () => {
    store.dispatch(focusContact(contactId(3)));
    expect(store.getState().contacts.selectedId).toBe(contactId(1));
    expect(store.getState().offers.wantedId).toBe(contactId(3));
  });
});
