import { Delimiters } from './delimiters';
import { readPart, type MimePart } from './part';

/** Nested multiparts that are taken apart; what is deeper is kept as it is. */
const MAX_DEPTH = 500;
/** Parts of a mail; what comes after them is kept with the last. */
const MAX_PARTS = 10_000;
/** How far a multipart that does not name its boundary is searched for one. */
const MAX_PREAMBLE = 4096;

/** `source`: what the parts' places refer to. `isCut`: over a limit, so that not everything was taken apart. */
export type MimeTree = { root: MimePart; source: Buffer; isCut: boolean };

/**
 * Finds the parts of a mail in one pass over its source, whatever it is made of. A message that is part of another is not
 * descended into. Boundaries that are missing, never closed, or used twice give the parts that are there.
 */
export function readStructure(raw: Buffer): MimeTree {
  const source = withLineFeeds(raw);
  const delimiters = new Delimiters(source);
  const root = readPart(source, 0, null, () => false);
  let isCut = false;
  let count = 0;
  /** Whose body is being read; null in a multipart, outside of its parts. */
  let open: MimePart | null = null;
  let at = 0;
  const begin = (part: MimePart): void => {
    count += 1;
    at = part.start;
    open = enter(part, source, delimiters) ? null : part;
    isCut ||= part.isTooDeep;
  };
  begin(root);
  for (let found = delimiters.next(at); found !== null; found = delimiters.next(at)) {
    isCut ||= count >= MAX_PARTS;
    if (count >= MAX_PARTS) break;
    const { multipart, isClosing, lineStart, lineEnd } = found;
    for (const ended of [open ?? [], delimiters.leave(found)].flat()) end(ended, source, lineStart);
    open = null;
    at = lineEnd;
    if (!isClosing) begin(readPart(source, lineEnd, multipart, (line) => delimiters.at(line) !== null));
  }
  for (const ended of [open ?? [], delimiters.leaveAll()].flat()) end(ended, source, source.length);
  root.end = source.length;
  return { root, source, isCut };
}

/** Begins to look for the parts of a multipart; false for what is none, or is to stay in one piece. */
function enter(part: MimePart, source: Buffer, delimiters: Delimiters): boolean {
  if (!part.type.startsWith('multipart/')) return false;
  const boundary = part.parameters.get('boundary')?.trimEnd() ?? guessBoundary(source, part.start);
  if (boundary === '') return false;
  part.isTooDeep = part.depth >= MAX_DEPTH;
  if (!part.isTooDeep) delimiters.enter(part, boundary);
  return !part.isTooDeep;
}

/** The line that looks like a delimiter, where the header names none. */
function guessBoundary(source: Buffer, start: number): string {
  const preamble = source.toString('latin1', start, start + MAX_PREAMBLE);
  return /(?:^|\n)--([^\s-][^\r\n]{0,198}?)[ \t]*\r?\n/.exec(preamble)?.[1] ?? '';
}

/** The body of a part ends where this line begins; the line break before a delimiter is the delimiter's (RFC 2046, 5.1.1). */
function end(part: MimePart, source: Buffer, lineStart: number): void {
  let at = lineStart;
  if (lineStart < source.length && source[at - 1] === 0x0a) at -= source[at - 2] === 0x0d ? 2 : 1;
  part.end = Math.max(part.start, at);
}

/** Old Macintosh files end their lines with CR alone. */
function withLineFeeds(raw: Buffer): Buffer {
  if (raw.includes(0x0a) || !raw.includes(0x0d)) return raw;
  const copy = Buffer.from(raw);
  for (let at = copy.indexOf(0x0d); at !== -1; at = copy.indexOf(0x0d, at + 1)) copy[at] = 0x0a;
  return copy;
}
