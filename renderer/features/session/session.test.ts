import { beforeEach, describe, expect, it } from 'vitest';
import { fakeAppState, fakeSnapshot } from '../../../test/fakes/desk-data';
import { failed, FakeBridge, ok } from '../../../test/fakes/fake-bridge';
import { createAppStore, type AppStore } from '../../app/store';
import { selectClockOffsetMs, selectIsSignedIn } from '../desk';
import { signIn, signOut, startSession } from './thunks';

const snapshot = fakeSnapshot();
let fake: FakeBridge;
let store: AppStore;

beforeEach(() => {
  fake = new FakeBridge(fakeAppState(null));
  store = createAppStore({ bridge: fake.bridge, now: () => Date.parse(snapshot.serverTime) - 90_000 });
});

describe('signing in', () => {
  const input = { serviceUrl: 'wss://desk.example.com', username: 'anna', password: 'secret' };

  it('brings the desk, with the service’s clock', async () => {
    fake.answer('session.signIn', () => ok(fakeAppState(snapshot)));
    expect(await store.dispatch(signIn(input))).toBe(true);
    expect(selectIsSignedIn(store.getState())).toBe(true);
    expect(selectClockOffsetMs(store.getState())).toBe(90_000);
  });

  it('says why not', async () => {
    fake.answer('session.signIn', () => failed('wrong-password'));
    expect(await store.dispatch(signIn(input))).toBe(false);
    expect(store.getState().session).toMatchObject({ isSigningIn: false, signInError: 'wrong-password' });
  });

  it('keeps no password in the state', async () => {
    await store.dispatch(signIn(input));
    expect(JSON.stringify(store.getState())).not.toContain('secret');
  });

  it('takes a broken bridge for an error, too', async () => {
    fake.answer('session.signIn', () => Promise.reject(new Error('no handler')));
    await store.dispatch(signIn(input));
    expect(store.getState().session.signInError).toBe('internal');
  });
});

it('goes on where main stands after a reload', async () => {
  fake.answer('app.state', () => ok(fakeAppState(snapshot, { locale: 'pl-PL' })));
  expect(await store.dispatch(startSession())).toBe('pl-PL');
  expect(selectIsSignedIn(store.getState())).toBe(true);
});

it('stays signed in where signing out is refused', async () => {
  fake.answer('app.state', () => ok(fakeAppState(snapshot)));
  await store.dispatch(startSession());
  fake.answer('session.signOut', () => failed('wrong-state'));
  await store.dispatch(signOut());
  expect(selectIsSignedIn(store.getState())).toBe(true);
  expect(store.getState().session.signOutError).toBe('wrong-state');
});
