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
const MAX_LINES = 10_000;

/**
 * Takes a mail apart. The mail that came back is not descended into: what it holds is what was sent, and no report. A
 * source that was cut, or is broken, gives what can be read of it.
 */
export async function readReportParts(fetched: Buffer): Promise<ReportParts> {
  const source = firstLines(withLineEnds(fetched));
  const header = splitHeader(source.toString('latin1'));
  const parts: ReportParts = { header, text: '', statuses: [], feedback: [], returned: [] };
  const parsed = await parse(source);
  // over the library's limits, or a multipart without parts: read as the plain text that it is as well
  const text = parsed === null ? '' : (parsed.text ?? textOfHtml(parsed.html ?? ''));
  if (parsed === null || (text === '' && parsed.attachments.length === 0)) {
    return { ...parts, text: bodyOf(source) };
  }
  parts.text = text;
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

/** The library takes seconds for a megabyte of empty lines; a report has what counts in its first ones. */
function firstLines(source: Buffer): Buffer {
  let end = -1;
  for (let line = 0; line < MAX_LINES; line += 1) {
    end = source.indexOf('\n', end + 1);
    if (end === -1) return source;
  }
  return source.subarray(0, end + 1);
}

/** Old Macintosh files end their lines with CR alone, which the library takes for none. */
function withLineEnds(source: Buffer): Buffer {
  return source.includes('\n') ? source : Buffer.from(source.toString('latin1').replace(/\r/g, '\n'), 'latin1');
}

/** As much of it as finds an address on its line: only for recognition, never shown as HTML. */
function textOfHtml(html: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ', '#39': "'", '#64': '@' };
  return html
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(lt|gt|amp|quot|nbsp|#39|#64);/g, (_entity, name: string) => entities[name] ?? '');
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
