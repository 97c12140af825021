import { randomBytes } from 'node:crypto';

/** RFC 5322, 3.6.4: unique for ever, and of our own domain, by which answers are recognised. */
export function newMessageId(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return `<${randomBytes(18).toString('hex')}@${domain}>`;
}

/** Whether an id of somebody else's is well-formed enough to go into a header of ours. */
export function isSafeMessageId(id: string | null): id is string {
  return id !== null && /^<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>$/.test(id);
}
