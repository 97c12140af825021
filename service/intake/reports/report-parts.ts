import PostalMime from 'postal-mime';
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

/** Deeper than any report is; a mail that is deeper is none. */
const MAX_DEPTH = 50;

/**
 * Takes a mail apart. The mail that came back is not descended into: what it holds is what was sent, and no report. A
 * source that was cut, or is broken, gives what can be read of it.
 */
export async function readReportParts(source: Buffer): Promise<ReportParts> {
  const header = splitHeader(source.toString('latin1'));
  const parts: ReportParts = { header, text: '', statuses: [], feedback: [], returned: [] };
  const parsed = await parse(source);
  // over the library's limits, or a multipart without parts: read as the plain text that it is as well
  if (parsed === null || ((parsed.text ?? '') === '' && parsed.attachments.length === 0)) {
    return { ...parts, text: bodyOf(source) };
  }
  parts.text = parsed.text ?? '';
  for (const { mimeType, content } of parsed.attachments) {
    const body = typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString('utf8');
    if (/^message\/(global-)?delivery-status$/.test(mimeType)) parts.statuses.push(body);
    else if (mimeType === 'message/feedback-report') parts.feedback.push(body);
    else if (/^(message\/(rfc822|global|partial)|(text|message)\/(rfc822|global)-headers?)$/.test(mimeType)) {
      parts.returned.push(splitHeader(body.trimStart()));
    } else if (mimeType === 'text/plain') parts.text += `\n\n${body}`;
  }
  return parts;
}

function bodyOf(source: Buffer): string {
  const raw = source.toString('latin1');
  const end = /\r?\n\r?\n/.exec(raw);
  return end === null ? '' : raw.slice(end.index + end[0].length);
}

type Parsed = Awaited<ReturnType<typeof PostalMime.parse>>;

async function parse(source: Buffer): Promise<Parsed | null> {
  try {
    return await PostalMime.parse(source, { forceRfc822Attachments: true, maxNestingDepth: MAX_DEPTH });
  } catch {
    return null;
  }
}
