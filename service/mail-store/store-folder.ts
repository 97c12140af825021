import type { FetchMessageObject, ImapFlow, MailboxObject } from 'imapflow';
import { CodedError } from '../../common/contract/errors';
import { parseMessageId } from '../../common/mail/message-ids';
import { fieldValue, splitHeader } from '../../common/mail/header-block';
import { moveMails, removeCopies, type MovedTo } from './move-mails';

/** Octets of a header that are fetched; what is longer is cut there. */
const MAX_HEADER_BYTES = 1024 * 1024;
/** Octets of a message that is fetched whole, to be sent. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

/** What is fetched of a mail to take it in. */
export type FetchedHeader = {
  uid: number;
  sizeBytes: number;
  internalDate: Date;
  /** The raw header block with the empty line behind it, cut at 1 MB. */
  header: Buffer;
  /** As much of the body as was asked for. */
  body: Buffer;
  /** Whether header and body are all of it. */
  isWhole: boolean;
};

/** Where a message lies now; null where the server does not say (no UIDPLUS). */
export type FiledAt = { uidValidity: number; uid: number } | null;

/**
 * A folder that is selected and stays so while it is worked with. Nothing here sets a flag on a mail that is read
 * (BODY.PEEK), and nothing removes a mail but `moveTo`.
 */
export type StoreFolder = {
  path: string;
  uidValidity: number;
  /** Asks the server for what came in meanwhile: one that was told of a message by others may not see it yet. */
  refresh: () => Promise<void>;
  /** All UIDs, ascending. */
  listUids: () => Promise<number[]>;
  /** Those of a UID range that are there. */
  existing: (range: string) => Promise<number[]>;
  /**
   * Headers of a UID range, each with the first `bodyBytes` of its body, as they come. No other method may be called before
   * the last one is read.
   */
  fetchHeaders: (range: string, bodyBytes?: number) => AsyncGenerator<FetchedHeader>;
  /** UIDs of messages with exactly this id that are not marked as deleted. */
  findByMessageId: (messageId: string) => Promise<number[]>;
  /** The whole message, or null where it is gone. */
  fetchMessage: (uid: number) => Promise<Buffer | null>;
  /** The first octets of a mail, at the most this many; null where it is gone. */
  fetchSource: (uid: number, maxLength: number) => Promise<Buffer | null>;
  /** Adds a message, marked as read. Where the connection ends meanwhile it is unknown whether it is there. */
  append: (raw: Buffer) => Promise<FiledAt>;
  /** Moves messages, by whatever the server can; the folder is created where it is missing. */
  moveTo: (uids: readonly number[], destination: string) => Promise<MovedTo>;
  /** Removes messages of which a copy is known to lie elsewhere; see `removeCopies` for servers without UIDPLUS. */
  removeCopies: (uids: readonly number[]) => Promise<void>;
};

/** A view of the folder that `client` has selected now. */
export function selectedFolder(client: ImapFlow): StoreFolder {
  const mailbox = client.mailbox;
  if (mailbox === false) throw new CodedError('mail-connection-lost', 'imap: no folder is selected');
  return {
    path: mailbox.path,
    uidValidity: Number(mailbox.uidValidity),
    refresh: () => client.noop(),
    listUids: () => search(client, { all: true }),
    existing: (range) => (range === '' ? Promise.resolve([]) : search(client, { uid: range })),
    fetchHeaders: (range, bodyBytes = 0) => fetchHeaders(client, range, bodyBytes),
    findByMessageId: (messageId) => findByMessageId(client, messageId),
    fetchMessage: (uid) => fetchMessage(client, uid),
    fetchSource: (uid, maxLength) => fetchSource(client, uid, maxLength),
    append: (raw) => append(client, mailbox, raw),
    moveTo: (uids, destination) => moveMails(client, mailbox.path, uids, destination),
    removeCopies: (uids) => removeCopies(client, uids),
  };
}

async function search(client: ImapFlow, query: Parameters<ImapFlow['search']>[0]): Promise<number[]> {
  const uids = await client.search(query, { uid: true });
  if (!Array.isArray(uids)) throw new CodedError('internal', 'imap: the server refused a search');
  return uids;
}

async function* fetchHeaders(client: ImapFlow, range: string, bodyBytes: number): AsyncGenerator<FetchedHeader> {
  // asked for apart from the body, a header has the same octets whether the body is fetched or not: its digest counts
  const bodyParts = [{ key: 'HEADER', start: 0, maxLength: MAX_HEADER_BYTES }];
  if (bodyBytes > 0) bodyParts.push({ key: 'TEXT', start: 0, maxLength: bodyBytes });
  const query = { uid: true, internalDate: true, size: true, bodyParts };
  for await (const message of client.fetch(range, query, { uid: true })) {
    // a flag change of another mail may come in between, and has no header
    const isWhole = message.size !== undefined || message.internalDate !== undefined;
    if (isWhole) yield toHeader(message);
  }
}

function toHeader(message: FetchMessageObject): FetchedHeader {
  const date = new Date(message.internalDate ?? NaN);
  // NIL for a mail without any header, or body
  const header = message.headers ?? Buffer.alloc(0);
  const body = (header.length < MAX_HEADER_BYTES ? message.bodyParts?.get('text') : null) ?? Buffer.alloc(0);
  const sizeBytes = message.size ?? 0;
  return {
    uid: message.uid,
    sizeBytes,
    internalDate: Number.isNaN(date.getTime()) ? new Date(0) : date,
    header,
    body,
    isWhole: header.length + body.length >= sizeBytes,
  };
}

async function findByMessageId(client: ImapFlow, messageId: string): Promise<number[]> {
  // SEARCH HEADER matches a part of the value (RFC 3501, 6.4.4), so each hit is looked at
  const hits = await search(client, { header: { 'message-id': messageId }, deleted: false });
  if (hits.length === 0) return [];
  const exact: number[] = [];
  for await (const message of client.fetch(hits.join(','), { uid: true, headers: ['message-id'] }, { uid: true })) {
    const value = fieldValue(splitHeader((message.headers ?? Buffer.alloc(0)).toString('latin1')), 'message-id');
    if (value !== null && parseMessageId(value) === messageId) exact.push(message.uid);
  }
  return exact;
}

async function fetchMessage(client: ImapFlow, uid: number): Promise<Buffer | null> {
  // in one go: each question more costs a round trip on the way of every reply
  const query = { uid: true, size: true, flags: true, source: { start: 0, maxLength: MAX_MESSAGE_BYTES } };
  const found = await client.fetchOne(String(uid), query, { uid: true });
  if (found === false || found.flags?.has('\\Deleted') === true) return null;
  if ((found.size ?? 0) > MAX_MESSAGE_BYTES) throw new CodedError('mail-too-large', 'imap: a message is over 100 MB');
  return found.source ?? null;
}

async function fetchSource(client: ImapFlow, uid: number, maxLength: number): Promise<Buffer | null> {
  const query = { uid: true, source: { start: 0, maxLength } };
  const found = await client.fetchOne(String(uid), query, { uid: true });
  return found === false ? null : (found.source ?? null);
}

async function append(client: ImapFlow, { path }: MailboxObject, raw: Buffer): Promise<FiledAt> {
  const appended = await client.append(path, raw, ['\\Seen']);
  if (appended === false) throw new CodedError('mail-connection-lost', 'imap: not ready for an APPEND');
  const { uid, uidValidity } = appended;
  return uid === undefined || uidValidity === undefined ? null : { uidValidity: Number(uidValidity), uid };
}
