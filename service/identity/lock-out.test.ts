import { describe, expect, it } from 'vitest';
import { LOCK_OUT, UnknownNames } from './lock-out';

describe('UnknownNames', () => {
  it('locks a name after so many attempts, for so long, and no other name', () => {
    let time = 0;
    const names = new UnknownNames(() => new Date(time));
    for (let i = 0; i < LOCK_OUT.attempts; i++) expect(names.reserve('ghost')).toBe(true);
    expect(names.reserve('ghost')).toBe(false);
    expect(names.reserve('other')).toBe(true);
    time = LOCK_OUT.forMs;
    expect(names.reserve('ghost')).toBe(true);
  });
});
