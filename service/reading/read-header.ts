import { parseAddressList, type HeaderMailbox } from '../../common/mail/address-list';
import { fieldValue, fieldValues, type HeaderField } from '../../common/mail/header-block';
import { parseMessageId, parseMessageIds } from '../../common/mail/message-ids';
import { decodeWords } from './mime/encoded-words';
import { readFields } from './mime/header-text';

const MAX_SUBJECT = 1000;
const MAX_NAME = 200;
/** The ids nearest to the mail come last in References; older ones add nothing. */
const MAX_REFERENCES = 100;

/** What intake needs of a mail. */
export type MailHeader = {
  fields: HeaderField[];
  messageId: string | null;
  /** Decoded; the address normalised. Null where no field names anybody. */
  sender: HeaderMailbox | null;
  subject: string;
  /** What it answers to, each id once. */
  references: string[];
};

/**
 * Reads a raw header block of any quality: what cannot be read is left out, and nothing throws. `source`: the mail from its
 * header on, by which a charset that is not named is guessed.
 */
export function readHeader(raw: Buffer, source: Buffer = raw): MailHeader {
  const fields = readFields(raw, source);
  const messageId = fieldValue(fields, 'message-id');
  const references = ['references', 'in-reply-to'].flatMap((name) => parseMessageIds(fieldValue(fields, name) ?? ''));
  return {
    fields,
    messageId: messageId === null ? null : parseMessageId(messageId),
    sender: senderOf(fields),
    subject: displayText(fieldValue(fields, 'subject') ?? '', MAX_SUBJECT),
    references: [...new Set(references)].slice(-MAX_REFERENCES),
  };
}

/** From; where it names nobody, Sender; else the return path, which the last server wrote (RFC 5321, 4.4). */
function senderOf(fields: readonly HeaderField[]): HeaderMailbox | null {
  for (const name of ['from', 'sender', 'return-path']) {
    const [mailbox] = readMailboxes(fields, name);
    if (mailbox !== undefined) return mailbox;
  }
  return null;
}

/** The mailboxes that the fields of this name hold, their names decoded. */
export function readMailboxes(fields: readonly HeaderField[], field: string): HeaderMailbox[] {
  const mailboxes = fieldValues(fields, field).flatMap((value) => parseAddressList(value));
  return mailboxes.map(({ name, address }) => ({ name: displayText(name, MAX_NAME), address }));
}

/** Encoded words decoded; nothing left that a database, a terminal or a window could stumble over; bounded. */
function displayText(value: string, maxLength: number): string {
  // ten times the length suffices for any encoding, and bounds what a hostile header costs
  const decoded = decodeWords(value.slice(0, maxLength * 10));
  const clean = decoded
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim();
  return Array.from(clean).slice(0, maxLength).join('');
}
