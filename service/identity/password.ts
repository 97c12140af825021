import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt's parameters (RFC 7914): N = 2^logN blocks of r × 128 octets, p times. */
export type Cost = { logN: number; r: number; p: number };

/** 32 MB and a third of a second on a small server: what OWASP's password storage sheet asks of scrypt at least. */
const DEFAULT_COST: Cost = { logN: 15, r: 8, p: 3 };
const KEY_LENGTH = 32;
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+=*)\$([\w+/]+=*)$/;

/** Hashes a password, with the parameters in the hash, so that they can be raised later. */
export async function hashPassword(password: string, cost: Cost = DEFAULT_COST): Promise<string> {
  const salt = randomBytes(16);
  return format(salt, await derive(password, salt, cost), cost);
}

/** A hash that fits no password, and takes as long to look at as a real one. */
export function decoyHash(): string {
  return format(randomBytes(16), randomBytes(KEY_LENGTH), DEFAULT_COST);
}

/** Whether a password has this hash, in constant time. A hash of another form fits no password. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [, logN, r, p, salt, key] = FORM.exec(hash) ?? [];
  if (salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, 'base64');
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64'), cost, expected.length);
  return timingSafeEqual(actual, expected);
}

/** For seeding: keeps the old hash where it still fits the password, else makes a new one. */
export async function hashUnlessSame(password: string, oldHash: string | null): Promise<string> {
  if (oldHash !== null && (await verifyPassword(password, oldHash))) return oldHash;
  return hashPassword(password);
}

function format(salt: Buffer, key: Buffer, { logN, r, p }: Cost): string {
  return `$scrypt$ln=${logN},r=${r},p=${p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

function derive(password: string, salt: Buffer, { logN, r, p }: Cost, length = KEY_LENGTH): Promise<Buffer> {
  const N = 2 ** logN;
  return new Promise((done, fail) => {
    // The same characters typed on another keyboard may be composed otherwise.
    scrypt(password.normalize('NFKC'), salt, length, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error) fail(error);
      else done(key);
    });
  });
}
