import { hasNullReturnPath, isFromDaemon, mediaTypeOf } from '../../../common/mail/automatic-mail';
import { fieldValue, type HeaderField } from '../../../common/mail/header-block';

/** What became of a message on its way to one recipient (RFC 3464, 2.3.3). */
export type DeliveryAction = 'failed' | 'delayed' | 'delivered';

/** What a server says of one recipient. `words` is its own text, bounded; `status` an enhanced code (RFC 3463). */
export type ReportedRecipient = { address: string; action: DeliveryAction; status: string | null; words: string };

/** A notice about a mail that was sent before: of its delivery, or a complaint of its recipient (RFC 5965). */
export type MailReport = {
  /** For a delivery, the worst that became of any recipient. */
  kind: DeliveryAction | 'complaint';
  recipients: ReportedRecipient[];
  /** Message-IDs that the notice names for the original, the surest first. */
  originalIds: string[];
};

/** Characters kept of what a server says. */
const MAX_WORDS = 1000;

/** A server's words on one line, without anything a database or a window could stumble over. */
export function toWords(text: string): string {
  const clean = text
    .slice(0, MAX_WORDS * 4)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd');
  return clean.trim().slice(0, MAX_WORDS);
}

/** An enhanced status code (RFC 3463) in a server's words, and not a piece of an address or of a longer number. */
export function statusIn(text: string): string | null {
  return /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? null;
}

/** The worst of several: one recipient who was not reached is what has to be told. */
export function worstAction(recipients: readonly ReportedRecipient[]): DeliveryAction {
  const has = (action: DeliveryAction): boolean => recipients.some((recipient) => recipient.action === action);
  if (has('failed') || recipients.length === 0) return 'failed';
  return has('delayed') ? 'delayed' : 'delivered';
}

/** Fields by which services mark their notices, whoever they name as sender. */
const MARKS = ['x-failed-recipients', 'x-apple-unsubscribe', 'x-amz-sns-message-id', 'x-bounced-address'];
/** Subjects of complaints whose senders have all sorts of names. A person who writes the like is recognised as one later. */
const SUBJECT = /complaint about message from|email feedback report|abuse report/i;

/**
 * Whether the header says that the mail may be a report, so that its body is worth fetching. A person who forwards a
 * notice is not meant: nothing of the header of their mail looks like this but, at most, the subject.
 */
export function mayBeReport(fields: readonly HeaderField[]): boolean {
  if (mediaTypeOf(fields).type === 'multipart/report') return true;
  if (hasNullReturnPath(fields) || isFromDaemon(fields) !== 'no') return true;
  if (MARKS.some((name) => fieldValue(fields, name) !== null)) return true;
  return SUBJECT.test(fieldValue(fields, 'subject') ?? '');
}

/** Outlook.com's complaints (JMRP) are no ARF: the message alone, from this address. */
export function isHotmailComplaint(fields: readonly HeaderField[]): boolean {
  const isFromStaff = /\bstaff@hotmail\.com\b/i.test(fieldValue(fields, 'from') ?? '');
  return isFromStaff && /^complaint about message from/i.test(fieldValue(fields, 'subject') ?? '');
}
