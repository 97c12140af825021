import { describe, expect, it } from 'vitest';
import { hashPassword, hashUnlessSame, verifyPassword } from './password';

const CHEAP = { logN: 4, r: 1, p: 1 };

describe('a password', () => {
  it('fits its own hash only', async () => {
    const hash = await hashPassword('correct horse', CHEAP);
    expect(await verifyPassword('correct horse', hash)).toBe(true);
    expect(await verifyPassword('Correct horse', hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
  });

  it('has another hash each time, with its parameters in it', async () => {
    const [first, second] = await Promise.all([hashPassword('same', CHEAP), hashPassword('same', CHEAP)]);
    expect(first).toMatch(/^\$scrypt\$ln=4,r=1,p=1\$/);
    expect(first).not.toBe(second);
  });

  it('is the same however its accents were typed', async () => {
    expect(await verifyPassword('cafe\u0301', await hashPassword('caf\u00e9', CHEAP))).toBe(true);
  });

  it.each(['', 'plain text', '$scrypt$ln=4,r=1$x$y', '$2b$10$abcdefghijklmnopqrstuv'])(
    'fits no hash of another form: %j',
    async (hash) => {
      expect(await verifyPassword(hash, hash)).toBe(false);
    },
  );

  it('keeps its hash when it is seeded again', async () => {
    const hash = await hashPassword('same', CHEAP);
    expect(await hashUnlessSame('same', hash)).toBe(hash);
    expect(await verifyPassword('other', await hashUnlessSame('other', hash))).toBe(true);
  });
});
