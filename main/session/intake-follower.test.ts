import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeIntake } from '../../test/fakes/intake-data';
import { CodedError, type ErrorCode } from '../../common/contract/errors';
import type { IntakeView } from '../../common/contract/intake';
import { IntakeFollower } from './intake-follower';
import type { ServiceConnection, WatchListener } from './service-connection';

type Listener = WatchListener<'intake.watch'>;

/** A connection at the port: the watches asked for, and whether each is still wanted. */
function setUp() {
  const watches: { on: Listener; isStopped: boolean }[] = [];
  let close: () => void = () => undefined;
  const closed = new Promise<CodedError>(
    (resolve) => (close = () => resolve(new CodedError('service-unreachable', 'cut'))),
  );
  const watch: ServiceConnection['watch'] = (name, on) => {
    expect(name).toBe('intake.watch');
    const made = { on: on as unknown as Listener, isStopped: false };
    watches.push(made);
    return () => void (made.isStopped = true);
  };
  const views: (IntakeView | null)[] = [];
  const ends: ErrorCode[] = [];
  const follower = new IntakeFollower({
    connection: { watch, closed },
    random: () => 1,
    onView: (view) => views.push(view),
    onSessionEnd: (error) => ends.push(error.code),
  });
  const fail = (code: ErrorCode) => watches.at(-1)?.on.error(new CodedError(code, 'over'));
  return { follower, watches, views, ends, fail, close };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('watching intake', () => {
  it('is for supervisors and administrators', () => {
    const { follower, watches, views } = setUp();
    follower.seeRole('agent');
    expect(watches).toEqual([]);
    expect(views).toEqual([null]);
    follower.seeRole('supervisor');
    follower.seeRole('administrator');
    expect(watches).toHaveLength(1);
    watches[0]?.on.data(fakeIntake({ inStore: 3 }));
    expect(views.at(-1)).toMatchObject({ inStore: 3 });
  });

  it('ends when the role is taken away, and the view goes', () => {
    const { follower, watches, views } = setUp();
    follower.seeRole('administrator');
    watches[0]?.on.data(fakeIntake());
    follower.seeRole('agent');
    expect(watches[0]?.isStopped).toBe(true);
    watches[0]?.on.data(fakeIntake());
    expect(views.map((view) => view !== null)).toEqual([true, false]);
  });

  it('is made again when it alone ends; the view goes once that fails, too', async () => {
    const { follower, watches, views, fail } = setUp();
    follower.seeRole('supervisor');
    watches[0]?.on.data(fakeIntake());
    fail('internal');
    expect(views).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(watches).toHaveLength(2);
    fail('internal');
    expect(views).toEqual([fakeIntake(), null]);
    await vi.advanceTimersByTimeAsync(999);
    expect(watches).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    watches[2]?.on.data(fakeIntake());
    expect(views).toHaveLength(3);
  });

  it('is not made again on a connection that is gone, and the last view stays', async () => {
    const { follower, watches, views, fail, close } = setUp();
    follower.seeRole('supervisor');
    watches[0]?.on.data(fakeIntake());
    fail('service-unreachable');
    close();
    await vi.advanceTimersByTimeAsync(60_000);
    follower.seeRole('agent');
    expect(watches).toHaveLength(1);
    expect(views).toEqual([fakeIntake()]);
  });

  it('tells when the session is over, and tries no more', async () => {
    const { follower, watches, ends, fail } = setUp();
    follower.seeRole('supervisor');
    fail('signed-in-elsewhere');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ends).toEqual(['signed-in-elsewhere']);
    expect(watches).toHaveLength(1);
  });
});
