import { describe, expect, it } from 'vitest';
import { Turnstile } from './turnstile';

/** Work that lasts until it is let go. */
function held(): { work: () => Promise<void>; letGo: () => void; hasBegun: () => boolean } {
  let letGo: () => void = () => undefined;
  let begun = false;
  const done = new Promise<void>((resolve) => (letGo = resolve));
  return {
    work: () => {
      begun = true;
      return done;
    },
    letGo: () => letGo(),
    hasBegun: () => begun,
  };
}

describe('Turnstile', () => {
  it('lets in so many at once, the others in their order, and refuses when the line is full', async () => {
    const turnstile = new Turnstile(1, 2);
    const [a, b, c] = [held(), held(), held()];
    const passes = [a, b, c].map(({ work }) => turnstile.pass(work));
    await expect(turnstile.pass(() => Promise.resolve())).rejects.toThrow('Too many sign-ins');
    expect([a, b, c].map((one) => one.hasBegun())).toEqual([true, false, false]);
    a.letGo();
    await passes[0];
    expect([b, c].map((one) => one.hasBegun())).toEqual([true, false]);
    b.letGo();
    c.letGo();
    await Promise.all(passes);
    await expect(turnstile.pass(() => Promise.resolve('free again'))).resolves.toBe('free again');
  });

  it('gives the place on after a failure', async () => {
    const turnstile = new Turnstile(1, 1);
    await expect(turnstile.pass(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(turnstile.pass(() => Promise.resolve('in'))).resolves.toBe('in');
  });
});
