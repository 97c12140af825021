import { parseAddressList } from '../../../common/mail/address-list';
import { fieldValue, fieldValues, splitHeader, type HeaderField } from '../../../common/mail/header-block';
import { parseMessageIds } from '../../../common/mail/message-ids';
import { mediaTypeOf } from '../../../common/mail/automatic-mail';
import { returnedId } from './notice-text';
import { isHotmailComplaint, toWords, type MailReport } from './report';
import type { ReportParts } from './report-parts';

/**
 * Recognises a complaint of a recipient: ARF (RFC 5965, also as used by DMARC in RFC 6591), Outlook.com's, which is the
 * mail alone, and Apple Mail's button that asks to write no more. Null for everything else.
 */
export function readComplaint(parts: ReportParts): MailReport | null {
  const { type, reportType } = mediaTypeOf(parts.header);
  const isArf = parts.feedback.length > 0 || (type === 'multipart/report' && reportType === 'feedback-report');
  const isOptOut = /^\s*true/i.test(fieldValue(parts.header, 'x-apple-unsubscribe') ?? '');
  if (!isArf && !isOptOut && !isHotmailComplaint(parts.header)) return null;
  const reports = parts.feedback.map((body) => splitHeader(body.trimStart()));
  const values = (fields: HeaderField[][], name: string): string[] => fields.flatMap((own) => fieldValues(own, name));
  const fromReport = ['original-rcpt-to', 'removal-recipient'].flatMap((name) => values(reports, name));
  const fromReturned = ['x-hmxmroriginalrecipient', 'to'].flatMap((name) => values(parts.returned, name));
  const by = fromReport.length > 0 ? fromReport : fromReturned;
  const complainers = isOptOut ? fieldValues(parts.header, 'from') : by;
  const addresses = new Set(complainers.flatMap((value) => parseAddressList(value).map(({ address }) => address)));
  const words = toWords(fieldValue(reports[0] ?? [], 'feedback-type') ?? (isOptOut ? 'opt-out' : 'abuse'));
  return {
    kind: 'complaint',
    recipients: [...addresses].slice(0, 100).map((address) => ({ address, action: 'delivered', status: null, words })),
    originalIds: [
      ...parts.returned.map(returnedId).filter((id) => id !== null),
      ...values(reports, 'message-id').flatMap(parseMessageIds),
    ],
  };
}
