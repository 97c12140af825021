import { fieldValue, splitHeader, type HeaderField } from '../../../common/mail/header-block';
import { parseMessageId } from '../../../common/mail/message-ids';

/** Lines and characters of a notice that are looked at; the returned mail behind it may be long. */
const MAX_LINES = 4000;
const MAX_LINE = 2000;

const RETURNED_FIELD =
  /^(received|return-path|from|to|subject|date|message-id|mime-version|dkim-signature|x-[a-z0-9-]+|reply-to|content-type|delivered-to|sender|cc|user-agent|x-mailer)[ \t]*:/i;
/** What a header that begins here has in its first lines at the least. */
const SURE_FIELD = /^(received|return-path|message-id|mime-version|dkim-signature|content-type|reply-to)[ \t]*:/i;
const SEPARATOR =
  /^[\s>*=-]*(original message|(message|mail) headers? follow|unsent message follows|(this is|below (this line )?is|enclosed is|included is|here is)? ?a copy of (the|your) (original )?(message|mail|headers)|returned (message|mail)|the original message (follows|was)?|original (message|mail) (follows|headers?)|unsent message below|original e-?mail|message text follows|header of the original message|undelivered message)\b/i;

/** The text of a notice in its two pieces: what the server says, and the header of the mail it returns, if it is there. */
export type NoticeText = { lines: string[]; returned: HeaderField[] };

/** Finds where the returned mail begins: at a line that announces it, or at its header itself. */
export function splitNotice(text: string): NoticeText {
  const lines = text
    .slice(0, MAX_LINES * 80)
    .split(/\r\n|\n|\r/)
    .slice(0, MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE));
  const start = lines.findIndex((_line, at) => isHeaderStart(lines, at));
  const announced = lines.findIndex((line) => SEPARATOR.test(line) && line.trim().length < 100);
  // a sentence above the recipients may sound like the announcement: only with the header behind it does it count
  const isAnnounced = announced !== -1 && (start === -1 ? hasFields(lines, announced) : announced < start);
  const between = isAnnounced && start !== -1 ? start - announced : 0;
  const end = isAnnounced && between < 8 ? announced : start;
  if (end === -1) return { lines, returned: [] };
  const headerAt = start === -1 ? firstField(lines, end) : start;
  const header = lines.slice(headerAt).map((line) => line.replace(/^>\s?/, ''));
  return { lines: lines.slice(0, end), returned: splitHeader(header.join('\n')) };
}

/** Three fields in a row of which one is of the sort that only a real header has. */
function isHeaderStart(lines: readonly string[], at: number): boolean {
  const own = (lines[at] ?? '').replace(/^>\s?/, '');
  if (!RETURNED_FIELD.test(own)) return false;
  const block: string[] = [];
  for (const raw of lines.slice(at, at + 40)) {
    const line = raw.replace(/^>\s?/, '');
    if (RETURNED_FIELD.test(line)) block.push(line);
    else if (!/^[ \t]+\S|^[!-9;-~]+:/.test(line)) break;
  }
  return block.length >= 3 && block.some((line) => SURE_FIELD.test(line));
}

function firstField(lines: readonly string[], from: number): number {
  const at = lines.findIndex((line, index) => index > from && RETURNED_FIELD.test(line));
  return at === -1 ? lines.length : at;
}

function hasFields(lines: readonly string[], from: number): boolean {
  return lines.slice(from + 1, from + 12).filter((line) => RETURNED_FIELD.test(line)).length >= 2;
}

/** The id of a returned mail, or null. */
export function returnedId(returned: readonly HeaderField[]): string | null {
  const value = fieldValue(returned, 'message-id');
  return value === null ? null : parseMessageId(value);
}
