import { automaticKind, hasNullReturnPath, isFromDaemon, mediaTypeOf } from '../../../common/mail/automatic-mail';
import { parseAddressList } from '../../../common/mail/address-list';
import { fieldValue, fieldValues, type HeaderField } from '../../../common/mail/header-block';
import { parseMessageIds } from '../../../common/mail/message-ids';
import { decodeWords } from '../mime/encoded-words';
import type { MimeTree } from '../mime/structure';
import { readComplaint } from './complaint';
import { parseDeliveryStatus } from './delivery-status';
import { actionIn, recipientsInText, soundsLikeNotice } from './free-form';
import { returnedId, splitNotice, type NoticeText } from './notice-text';
import { worstAction, type MailReport, type ReportedRecipient } from './report';
import { readReportParts, type ReportParts } from './report-parts';
import { parseSesNotification } from './ses-notification';

/** Recipients of a returned mail who are taken for the failed ones where the notice names nobody. */
const MAX_RETURNED_TO = 10;
const MAX_MARKED = 100;
const SURE_FIELDS = ['received', 'message-id', 'return-path'];

/**
 * Recognises a delivery status notification (RFC 3464, or in a server's own words) or a complaint (RFC 5965), by the mail's
 * parts, which may be cut. Null for everything else; automatic replies, above all, are none.
 */
export function readReport(tree: MimeTree): MailReport | null {
  const parts = readReportParts(tree);
  const complaint = readComplaint(parts);
  if (complaint !== null) return complaint;
  if (fieldValue(parts.header, 'x-amz-sns-message-id') !== null) {
    const ses = parseSesNotification(parts.text);
    if (ses !== null) return ses;
  }
  const { type, reportType } = mediaTypeOf(parts.header);
  const isReport = type === 'multipart/report' && (reportType === null || reportType === 'delivery-status');
  // a person who forwards a notice sends its parts as well, but under their own name
  if (!isReport && !isFromServer(parts.header)) return null;
  // receipts (RFC 8098) and the like are reports of another kind
  if (type === 'multipart/report' && !isReport) return null;
  const notice = splitNotice(parts.text);
  const originalIds = originalIdsOf(parts, notice);
  const statuses = [...parts.statuses, ...statusesInText(notice.lines)].map(parseDeliveryStatus);
  const named = statuses.flatMap((status) => status.recipients);
  const ids = [...statuses.flatMap((status) => status.originalIds), ...originalIds];
  if (named.length > 0) return toReport(withWords(named, parts, notice), ids);
  if (!isReport && parts.statuses.length === 0 && !isFreeFormNotice(parts, notice)) return null;
  return toReport(recipientsByWords(parts, notice), ids);
}

function toReport(recipients: ReportedRecipient[], originalIds: string[]): MailReport | null {
  if (recipients.length === 0) return null;
  return { kind: worstAction(recipients), recipients, originalIds: [...new Set(originalIds)] };
}

function isFromServer(header: readonly HeaderField[]): boolean {
  const isMarked = fieldValue(header, 'x-failed-recipients') !== null;
  return isMarked || hasNullReturnPath(header) || isFromDaemon(header) !== 'no';
}

/**
 * A server that says who it is needs only to sound like it. A null return path is what automatic replies have too (RFC 3834,
 * 3.3), and a postmaster may be a person who answers: then the subject must sound like it, the mail that came back be there,
 * or the answer of a server.
 */
function isFreeFormNotice({ header, text, returned }: ReportParts, notice: NoticeText): boolean {
  if (fieldValue(header, 'x-failed-recipients') !== null) return true;
  const subject = decodeWords((fieldValue(header, 'subject') ?? '').slice(0, 2000));
  const isSounding = soundsLikeNotice(`${subject}\n${notice.lines.join('\n')}`);
  // From, To and Subject alone are what a person's mail program puts before what it quotes
  const isReturning = returned.length > 0 || SURE_FIELDS.some((name) => fieldValue(notice.returned, name) !== null);
  const from = isFromDaemon(header);
  if (from === 'yes') return isSounding || isReturning;
  if (/^\s*re\s*:/i.test(subject) || (from === 'no' && automaticKind(header) === 'auto-replied')) return false;
  return isSounding && (isReturning || soundsLikeNotice(subject) || /(^|\s)[45]\d\d[ -][\w<#[(]/m.test(text));
}

/** A report whose MIME structure is broken has its fields in the text. */
function statusesInText(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => /^(final|original)-recipient\s*:/i.test(line));
  return at === -1 ? [] : [lines.slice(at).join('\n')];
}

/** Exim, for one, says why in the text alone; and at the least there is the status. */
function withWords(named: ReportedRecipient[], { header }: ReportParts, notice: NoticeText): ReportedRecipient[] {
  if (named.every(({ words }) => words !== '')) return named;
  const addresses = named.map(({ address }) => address);
  const inText = recipientsInText(notice.lines, header, addresses, 'failed');
  const told = new Map(inText.map(({ address, words }) => [address, words]));
  return named.map((recipient) => {
    const words = [recipient.words, told.get(recipient.address), recipient.status].find((text) => text);
    return { ...recipient, words: words ?? '' };
  });
}

function recipientsByWords({ header, returned }: ReportParts, notice: NoticeText): ReportedRecipient[] {
  const subject = decodeWords((fieldValue(header, 'subject') ?? '').slice(0, 2000));
  const action = actionIn(`${subject}\n${notice.lines.join('\n')}`);
  const back = [...returned, notice.returned];
  const returnedTo = [
    ...new Set(back.flatMap((fields) => [...addressesOf(fields, 'to'), ...addressesOf(fields, 'cc')])),
  ];
  const inText = recipientsInText(notice.lines, header, returnedTo.slice(0, MAX_RETURNED_TO), action);
  const marked = addressesOf(header, 'x-failed-recipients').slice(0, MAX_MARKED);
  const sure = marked.length > 0 || inText.length > 0 ? marked : addressesOf(header, 'x-bounced-address');
  if (sure.length === 0) return inText;
  // the field says who, the text why
  const { words = '', status = null } = inText[0] ?? {};
  const told = new Map(inText.map((recipient) => [recipient.address, recipient]));
  return [...new Set(sure)].map((address) => told.get(address) ?? { address, action, status, words });
}

function originalIdsOf({ header, returned }: ReportParts, notice: NoticeText): string[] {
  const own = [...returned, notice.returned].map(returnedId).filter((id) => id !== null);
  const named = ['x-original-message-id', 'references', 'in-reply-to'].flatMap((name) =>
    fieldValues(header, name).flatMap(parseMessageIds),
  );
  return [...own, ...named].slice(0, 100);
}

function addressesOf(fields: readonly HeaderField[], name: string): string[] {
  return fieldValues(fields, name).flatMap((value) => parseAddressList(value).map(({ address }) => address));
}
