import { describe, expect, it } from 'vitest';
import { Pulse } from './pulse';

describe('Pulse', () => {
  it('wakes who waits, and does not let them wait for what beat before', async () => {
    const pulse = new Pulse(new AbortController().signal);
    const waiting = pulse.wait();
    pulse.beat();
    await waiting;
    await pulse.wait();
    pulse.clear();
    let isAwake = false;
    const next = pulse.wait().then(() => (isAwake = true));
    await Promise.resolve();
    expect(isAwake).toBe(false);
    pulse.beat();
    pulse.beat();
    await next;
    expect(isAwake).toBe(true);
  });

  it('ends waiting and pausing at an abort and at the limit', async () => {
    const abort = new AbortController();
    const pulse = new Pulse(abort.signal);
    await pulse.wait(1);
    const waiting = Promise.all([pulse.wait(), pulse.pause(60_000)]);
    abort.abort();
    await waiting;
    await pulse.pause(60_000);
  });
});
