import { decodeWords } from 'postal-mime';
import type { Mailbox } from '../../common/contract/contact';
import { parseAddressList } from '../../common/mail/address-list';
import { fieldValue, fieldValues, splitHeader } from '../../common/mail/header-block';
import { parseMessageId } from '../../common/mail/message-ids';
import { decodeText } from './decode-part';

/** What the desk shows of a mail's header. */
export type MailHeader = {
  messageId: string | null;
  from: Mailbox | null;
  replyTo: Mailbox[];
  to: Mailbox[];
  cc: Mailbox[];
  recipientCount: number;
  subject: string;
  date: string | null;
};

/** The fields that are fetched. */
export const HEADER_FIELDS = ['message-id', 'from', 'sender', 'reply-to', 'to', 'cc', 'subject', 'date'];

/** A mail to a thousand people names this many of them on screen. */
const MAX_SHOWN_RECIPIENTS = 100;
const MAX_SUBJECT = 2000;

/** Reads the header fields; whatever is missing or broken is empty, never an error. */
export function readHeader(block: Buffer): MailHeader {
  const fields = splitHeader(decodeText(block, null));
  const mailboxes = (name: string) => fieldValues(fields, name).flatMap(readMailboxes);
  const to = mailboxes('to');
  const cc = mailboxes('cc');
  return {
    messageId: parseMessageId(fieldValue(fields, 'message-id') ?? ''),
    from: mailboxes('from')[0] ?? mailboxes('sender')[0] ?? null,
    replyTo: mailboxes('reply-to').slice(0, MAX_SHOWN_RECIPIENTS),
    to: to.slice(0, MAX_SHOWN_RECIPIENTS),
    cc: cc.slice(0, Math.max(0, MAX_SHOWN_RECIPIENTS - to.length)),
    recipientCount: to.length + cc.length,
    subject: clean(fieldValue(fields, 'subject') ?? '').slice(0, MAX_SUBJECT),
    date: readDate(fieldValue(fields, 'date')),
  };
}

function readMailboxes(value: string): Mailbox[] {
  return parseAddressList(value).map(({ name, address }) => ({ name: clean(name).slice(0, 1000), address }));
}

/** Decodes RFC 2047 words, and takes away what could forge a line or turn the reading direction of what follows. */
function clean(value: string): string {
  return decodeWords(value)
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
}

function readDate(value: string | null): string | null {
  if (value === null) return null;
  const date = new Date(value.replace(/\([^)]*\)/g, ''));
  // Years of more than four digits are no ISO date as the contract has it.
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 1
    ? null
    : date.toISOString();
}
