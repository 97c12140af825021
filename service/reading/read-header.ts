import { decodeWords } from 'postal-mime';
import { parseAddressList, type HeaderMailbox } from '../../common/mail/address-list';
import { fieldValue, splitHeader, type HeaderField } from '../../common/mail/header-block';
import { parseMessageId, parseMessageIds } from '../../common/mail/message-ids';

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

/** Reads a raw header block of any quality: what cannot be read is left out, and nothing throws. */
export function readHeader(raw: Buffer): MailHeader {
  const fields = splitHeader(raw.toString('latin1')).map(({ name, value }) => ({ name, value: decodeOctets(value) }));
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
    const [mailbox] = fields.filter((field) => field.name === name).flatMap(({ value }) => parseAddressList(value));
    if (mailbox !== undefined) return { name: displayText(mailbox.name, MAX_NAME), address: mailbox.address };
  }
  return null;
}

/**
 * Octets over 127 in a header are against RFC 5322 and common all the same: UTF-8 (allowed by RFC 6532) where they are
 * valid as such, else the charset that such senders mostly mean. `value` has one character for each octet.
 */
function decodeOctets(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const octets = Buffer.from(value, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return new TextDecoder('windows-1252').decode(octets);
  }
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
