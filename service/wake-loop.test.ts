import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startWakeLoop, type WakeLoop } from './wake-loop';

const log = pino({ level: 'silent' });
const now = (): Date => new Date();

describe('startWakeLoop', () => {
  let loop: WakeLoop;
  beforeEach(() => vi.useFakeTimers());
  afterEach(async () => {
    await loop.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
  const start = (run: () => Promise<Date | null>): void => {
    loop = startWakeLoop({ run, now, log });
  };

  it('does nothing until it is woken, and turns many calls while running into one more run', async () => {
    let finish = (): void => undefined;
    const run = vi.fn(() => new Promise<null>((resolve) => (finish = () => resolve(null))));
    start(run);
    expect(run).not.toHaveBeenCalled();
    for (let i = 0; i < 5; i += 1) loop.wake();
    expect(run).toHaveBeenCalledTimes(1);
    loop.wake();
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(2);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('runs at its deadline', async () => {
    const run = vi.fn<() => Promise<Date | null>>().mockResolvedValue(null);
    run.mockResolvedValueOnce(new Date(Date.now() + 5000));
    start(run);
    loop.wake();
    await vi.advanceTimersByTimeAsync(4999);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1e6);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('repeats a failed run with back-off, however often it is woken', async () => {
    const run = vi.fn<() => Promise<null>>().mockRejectedValue(new Error('down'));
    start(run);
    for (let ms = 0; ms < 700; ms += 1) {
      loop.wake();
      await vi.advanceTimersByTimeAsync(1);
    }
    // at 0, 100, 300 and 700 ms
    expect(run).toHaveBeenCalledTimes(4);
    run.mockResolvedValue(null);
    await vi.advanceTimersByTimeAsync(800);
    expect(run).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(1e6);
    expect(run).toHaveBeenCalledTimes(5);
  });

  it('waits for the present run when it stops, and runs no more', async () => {
    let isDone = false;
    const run = vi.fn(async () => {
      await vi.advanceTimersByTimeAsync(10);
      isDone = true;
      return new Date();
    });
    start(run);
    loop.wake();
    loop.wake();
    await loop.stop();
    expect(isDone).toBe(true);
    loop.wake();
    expect(run).toHaveBeenCalledTimes(1);
  });
});
