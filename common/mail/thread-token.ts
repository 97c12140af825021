/**
 * What an answer is recognised by whose mail program keeps no References: the number of a contact of the conversation and
 * a signature over both, which only the service makes and checks. In lower case throughout: servers and mail programs
 * change the case of addresses.
 */
export type ThreadToken = { contactNumber: number; signature: string };

/** Base32 (RFC 4648) characters of a signature: 5 bits each, 80 bits in all. */
export const SIGNATURE_LENGTH = 16;

const SIGNATURE = `[a-z2-7]{${SIGNATURE_LENGTH}}`;
const IN_SUBJECT = new RegExp(`\\[#(\\d{1,10})-(${SIGNATURE})\\]`, 'gi');
const IN_ADDRESS = new RegExp(`\\+rd\\.(\\d{1,10})-(${SIGNATURE})@`, 'i');
/** The database's numbers end here. */
const MAX_NUMBER = 2 ** 31 - 1;
/** A mail that brings more than these is guessing. */
const MAX_CANDIDATES = 5;
/** RFC 5321, 4.5.3.1.1. */
const MAX_LOCAL_PART = 64;

/** What looks like a token in a mail's subject and in the addresses it was sent to: nothing of it is checked yet. */
export function findThreadTokens(subject: string, addresses: readonly string[]): ThreadToken[] {
  const inAddresses = addresses.flatMap((address) => toToken(IN_ADDRESS.exec(address)));
  const inSubject = [...subject.matchAll(IN_SUBJECT)].flatMap(toToken);
  const found = new Map([...inAddresses, ...inSubject].map((token) => [writeThreadToken(token), token]));
  return [...found.values()].slice(0, MAX_CANDIDATES);
}

function toToken(match: RegExpExecArray | null): ThreadToken[] {
  const contactNumber = Number(match?.[1]);
  const signature = match?.[2]?.toLowerCase();
  return signature === undefined || contactNumber > MAX_NUMBER ? [] : [{ contactNumber, signature }];
}

/** `10023-abcdefghijklmnop`. */
export function writeThreadToken({ contactNumber, signature }: ThreadToken): string {
  return `${contactNumber}-${signature}`;
}

/** The subject with this token at its end, once; tokens of earlier replies are taken out. */
export function withSubjectToken(subject: string, token: string): string {
  return `${withoutSubjectTokens(subject)} [#${token}]`.trimStart();
}

/** The subject without any token. */
export function withoutSubjectTokens(subject: string): string {
  return subject.replace(IN_SUBJECT, ' ').replace(/ {2,}/g, ' ').trim();
}

/**
 * `support+rd.10023-abcdefghijklmnop@example.com`. Null where the address cannot carry it: it has a detail already, by
 * which it is told from others, or would get longer than servers take.
 */
export function withAddressToken(address: string, token: string): string | null {
  const at = address.lastIndexOf('@');
  const local = `${address.slice(0, at)}+rd.${token}`;
  const isTaken = address.slice(0, at).includes('+');
  return at < 1 || isTaken || local.length > MAX_LOCAL_PART ? null : `${local}${address.slice(at)}`;
}
