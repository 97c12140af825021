import iconv from 'iconv-lite';
import { normaliseAddress } from '../../../common/mail/addresses';
import type { ExpectedMailbox } from './expected-mail';

/** What is read otherwise than the trees say, on purpose, and why. */
export const DELIBERATE = {
  charset:
    'octets that are not of the charset they are said to be in are read in the likely one, where the tree has lost them',
  form: 'addresses are in the form in which they are stored and compared: lower case, ASCII domain',
  nobody: 'a mailbox without an address is left out: no mail can be sent to it',
  comment: 'a comment beside a name is no part of the name (RFC 5322, 3.2.2)',
  safeName: 'a file name is made safe: no path, nothing that a file system refuses, not too long',
  madeName: 'an attachment without a name is given one: the subject of a message, or the type',
  damaged: 'a body that is damaged or ends too early is shown as far as it can be read, where the tree gives it up',
  tnef: 'winmail.dat is unpacked to the files in it',
  uuencode: 'what is uuencoded is decoded, as base64 is',
} as const;
export type Rule = keyof typeof DELIBERATE;

/** Whether two texts are equal but for what the tree has lost. */
export function isLikeLost(expected: string, actual: string): boolean {
  if (!expected.includes('\ufffd')) return false;
  const pieces = expected.split(/\ufffd+/).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return !actual.includes('\ufffd') && new RegExp(`^${pieces.join('[^]{1,40}?')}$`).test(actual);
}

/** Whether a text was read in the charset that it is labelled with, and is UTF-8; or is Latin-1 with what only Windows has. */
export function isMislabelled(expected: string, actual: string): boolean {
  const own = [Buffer.from(actual), octetsIn(actual, 'windows-1252')];
  return ['windows-1252', 'latin1'].some((charset) => {
    const wanted = octetsIn(expected, charset);
    return wanted !== null && own.some((octets) => octets?.equals(wanted));
  });
}

/** Null where the charset cannot say it. */
function octetsIn(text: string, charset: string): Buffer | null {
  const octets = iconv.encode(text, charset);
  return iconv.decode(octets, charset) === text ? octets : null;
}

/** Why a mailbox differs; undefined where no reason is listed, null where it does not. */
export function mailboxRule(expected: ExpectedMailbox, actual: ExpectedMailbox): Rule | null | undefined {
  const [name, ownName] = [expected.name ?? '', actual.name ?? ''];
  if (expected.address === null || normaliseAddress(expected.address) !== actual.address) return undefined;
  if (name !== ownName) {
    if (isLikeLost(name, ownName)) return 'charset';
    const bare = name.replace(/\s*\([^)]*\)/g, '').trim();
    return bare === ownName ? 'comment' : undefined;
  }
  return expected.address === actual.address ? null : 'form';
}

/** Why a file name differs. */
export function nameRule(expected: string | null, actual: string): Rule | null | undefined {
  if (expected === actual) return null;
  if (expected === null || expected === '') return 'madeName';
  if (isLikeLost(expected, actual)) return 'charset';
  const isUnsafe = /[/\\:*?"<>|\p{Cc}\p{Cf}]|^[\s.]|[\s.]$|\s{2}/u.test(expected);
  const isEndOfIt = expected.replace(/[<>:"|?*]/g, '_').endsWith(actual);
  const isShortened = Array.from(expected).length > 150 && expected.startsWith(actual.slice(0, 100));
  const isOrdered = isEndOfIt || expected.replace(/\s+|[\p{Cc}\p{Cf}]/gu, '').includes(actual.replace(/\s+/g, ''));
  return (isUnsafe && isOrdered) || isShortened ? 'safeName' : undefined;
}
