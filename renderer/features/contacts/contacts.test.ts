import { beforeEach, describe, expect, it } from 'vitest';
import type { ContactSummary } from '../../../common/contract/contact';
import { contactId, fakeAppState, fakeContact, fakeOutgoing, fakeSnapshot } from '../../../test/fakes/desk-data';
import { FakeBridge } from '../../../test/fakes/fake-bridge';
import { createAppStore, type AppStore } from '../../app/store';
import { snapshotReceived } from '../desk';
import { selectGoingOut, selectSelectedContact, selectWorkList } from './selectors';
import { contactSelected } from './slice';

let store: AppStore;
const show = (...contacts: ContactSummary[]) =>
  store.dispatch(snapshotReceived({ snapshot: fakeSnapshot({ contacts }), receivedAtMs: 0 }));
const selected = () => selectSelectedContact(store.getState())?.number;

beforeEach(() => {
  store = createAppStore({ bridge: new FakeBridge(fakeAppState(null)).bridge, now: () => 0 });
});

describe('the contact in the middle', () => {
  it('is the first active one', () => {
    show(fakeContact(1, { state: 'closed' }), fakeContact(2));
    expect(selected()).toBe(10_482);
  });

  it('is one in wrap-up where none is active: its time runs', () => {
    show(fakeContact(1, { state: 'wrap-up' }));
    expect(selected()).toBe(10_481);
  });

  it('stays through wrap-up and gives way once closed', () => {
    show(fakeContact(1), fakeContact(2));
    show(fakeContact(1, { state: 'wrap-up' }), fakeContact(2));
    expect(selected()).toBe(10_481);
    show(fakeContact(1, { state: 'closed' }), fakeContact(2));
    expect(selected()).toBe(10_482);
    show(fakeContact(1, { state: 'closed' }), fakeContact(2, { state: 'closed' }));
    expect(selected()).toBeUndefined();
  });

  it('is not taken from the agent’s hands by a new one', () => {
    show(fakeContact(1));
    show(fakeContact(2), fakeContact(1));
    expect(selected()).toBe(10_481);
  });

  it('stays a closed one which the agent opened', () => {
    show(fakeContact(1, { state: 'closed' }), fakeContact(2));
    store.dispatch(contactSelected(contactId(1)));
    show(fakeContact(1, { state: 'closed' }), fakeContact(2));
    expect(selected()).toBe(10_481);
  });

  it('stays the one just accepted while its snapshot is on its way', () => {
    show(fakeContact(1, { state: 'offered' }), fakeContact(2));
    store.dispatch(contactSelected(contactId(1)));
    show(fakeContact(1, { state: 'offered' }), fakeContact(2));
    expect(selected()).toBe(10_481);
  });

  it('goes with the session', () => {
    show(fakeContact(1));
    store.dispatch(snapshotReceived({ snapshot: null, receivedAtMs: 0 }));
    expect(store.getState().contacts.selectedId).toBeNull();
  });
});

describe('the work list', () => {
  it('puts the longest-held and the last closed on top', () => {
    show(
      fakeContact(1, { acceptedAt: '2025-11-04T10:02:00.000Z' }),
      fakeContact(2, { acceptedAt: '2025-11-04T10:01:00.000Z' }),
      fakeContact(3, { state: 'closed', closedAt: '2025-11-04T09:00:00.000Z' }),
      fakeContact(4, { state: 'closed', closedAt: '2025-11-04T09:30:00.000Z' }),
    );
    const { active, closed } = selectWorkList(store.getState());
    expect([...active, ...closed].map((contact) => contact.number)).toEqual([10_482, 10_481, 10_484, 10_483]);
  });

  it('is the same object until something changes', () => {
    show(fakeContact(1));
    const before = selectWorkList(store.getState());
    store.dispatch(contactSelected(contactId(1)));
    expect(selectWorkList(store.getState())).toBe(before);
  });

  it('shows outgoing mail until it is settled', () => {
    const outgoing = (
      ['sending', 'failed', 'uncertain', 'bounced', 'queued', 'sent', 'draft', 'cancelled'] as const
    ).map((state, n) => fakeOutgoing(n, { state }));
    store.dispatch(snapshotReceived({ snapshot: fakeSnapshot({ outgoing }), receivedAtMs: 0 }));
    expect(selectGoingOut(store.getState()).map((message) => message.state)).toEqual([
      'sending',
      'failed',
      'uncertain',
      'bounced',
      'queued',
    ]);
  });
});
