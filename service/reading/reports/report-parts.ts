import { shownText } from '../content/read-content';
import { partOctets } from '../content/part-content';
import { selectBodies } from '../content/select-bodies';
import type { MimeTree } from '../mime/structure';
import { splitHeader, type HeaderField } from '../../../common/mail/header-block';

/** The pieces of a mail in which a report may stand. */
export type ReportParts = {
  header: HeaderField[];
  /** All text that is shown, decoded; HTML as text where there is nothing else. */
  text: string;
  /** Bodies of message/delivery-status parts (RFC 3464, RFC 6533). */
  statuses: string[];
  /** Bodies of message/feedback-report parts (RFC 5965). */
  feedback: string[];
  /** Headers of the mails that came back, whole (message/rfc822) or as header (text/rfc822-headers). */
  returned: HeaderField[][];
};

/** Octets of a part that are looked at: what counts stands at its beginning. */
const MAX_OCTETS = 1024 * 1024;

/**
 * Picks the pieces out of a mail. The mail that came back is not descended into: what it holds is what was sent, and no
 * report. A mail that was cut, or is broken, gives what can be read of it.
 */
export function readReportParts({ source, root }: MimeTree): ReportParts {
  const bodies = selectBodies(root);
  const text = shownText(source, bodies);
  const parts: ReportParts = { header: root.fields, text, statuses: [], feedback: [], returned: [] };
  for (const part of bodies.attachments) {
    const octets = partOctets(source, { ...part, end: Math.min(part.end, part.start + MAX_OCTETS) });
    const body = octets.toString('utf8');
    if (/^message\/(global-)?delivery-status$/.test(part.type)) parts.statuses.push(body);
    else if (part.type === 'message/feedback-report') parts.feedback.push(body);
    else if (/^(message\/(rfc822|global|partial)|(text|message)\/(rfc822|global)-headers?)$/.test(part.type)) {
      parts.returned.push(splitHeader(body.trimStart()));
    } else if (part.type === 'text/plain') parts.text += `\n\n${body}`;
  }
  return parts;
}
