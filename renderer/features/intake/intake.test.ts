import { beforeEach, describe, expect, it } from 'vitest';
import { fakeAppState, fakeSnapshot } from '../../../test/fakes/desk-data';
import { failed, FakeBridge } from '../../../test/fakes/fake-bridge';
import { fakeAttention, fakeIntake } from '../../../test/fakes/intake-data';
import type { Role } from '../../../common/contract/agent';
import type { IntakeView } from '../../../common/contract/intake';
import { listenToBridge } from '../../app/bridge-events';
import { createAppStore, type AppStore } from '../../app/store';
import { snapshotReceived } from '../desk';
import { explainedReason } from './reasons';
import { selectIntake, selectMayWatchIntake } from './selectors';
import { outcomeDismissed } from './slice';
import { settleEntry } from './thunks';

let fake: FakeBridge;
let store: AppStore;
let nowMs: number;

const signInAs = (role: Role) => {
  const agent = { ...fakeSnapshot().agent, role };
  store.dispatch(snapshotReceived({ snapshot: fakeSnapshot({ agent }), receivedAtMs: 0 }));
};
const show = (view: IntakeView | null) => fake.emit('intake.status', view);
const intake = () => store.getState().intake;

beforeEach(() => {
  nowMs = 1000;
  fake = new FakeBridge(fakeAppState(null));
  store = createAppStore({ bridge: fake.bridge, now: () => nowMs });
  listenToBridge(fake.bridge, store, () => nowMs);
  signInAs('supervisor');
});

describe('what intake holds', () => {
  it.each([
    ['agent', false],
    ['supervisor', true],
    ['administrator', true],
  ] as const)('is shown to an %s: %s', (role, isShown) => {
    signInAs(role);
    show(fakeIntake());
    expect(selectMayWatchIntake(store.getState())).toBe(isShown);
    expect(selectIntake(store.getState()) !== null).toBe(isShown);
  });

  it('goes with the session', () => {
    show(fakeIntake());
    store.dispatch(snapshotReceived({ snapshot: null, receivedAtMs: 0 }));
    expect(intake().view).toBeNull();
  });

  it('knows since when mails wait without a break', () => {
    show(fakeIntake({ waiting: 1 }));
    nowMs = 3000;
    show(fakeIntake({ waiting: 2 }));
    expect(intake().waitingSinceMs).toBe(1000);
    show(fakeIntake());
    expect(intake().waitingSinceMs).toBeNull();
    show(fakeIntake({ waiting: 1 }));
    expect(intake().waitingSinceMs).toBe(3000);
  });
});

describe('settling an entry', () => {
  const entry = fakeAttention(1);
  const listed = (...attention: IntakeView['attention']) => show(fakeIntake({ attention }));

  beforeEach(() => listed(entry, fakeAttention(2)));

  it.each(['retry', 'dismiss'] as const)('%s: asks once, and stays busy until the list says so', async (action) => {
    await Promise.all([store.dispatch(settleEntry(entry, action)), store.dispatch(settleEntry(entry, action))]);
    expect(fake.inputsOf(`attention.${action}`)).toEqual([{ id: entry.id }]);
    expect(intake()).toMatchObject({ problem: null, isRetried: action === 'retry' });
    // A view that was read before the service had done it.
    listed(entry, fakeAttention(2));
    expect(intake().settling).toEqual({ [entry.id]: { action, createdAt: entry.createdAt } });
    listed(fakeAttention(2));
    expect(intake().settling).toEqual({});
  });

  it('is over when the entry is back with a new time, even before the answer', async () => {
    fake.answer('attention.retry', () => {
      listed({ ...entry, createdAt: '2025-11-04T10:08:00.000Z' });
      return { ok: true, value: {} };
    });
    await store.dispatch(settleEntry(entry, 'retry'));
    expect(intake().settling).toEqual({});
  });

  it.each([
    ['service-unreachable', 'service-unreachable'],
    ['not-found', 'not-found'],
    ['wrong-state', 'not-found'],
  ] as const)('that fails with %s says %s, and can be tried again', async (code, problem) => {
    fake.answer('attention.dismiss', () => failed(code));
    await store.dispatch(settleEntry(entry, 'dismiss'));
    expect(intake()).toMatchObject({ problem, settling: {}, isRetried: false });
    store.dispatch(outcomeDismissed());
    expect(intake().problem).toBeNull();
  });
});

it('a reason that this desk does not know has a text all the same', () => {
  expect(explainedReason('unreadable')).toBe('unreadable');
  expect(explainedReason('toString')).toBe('other');
});
