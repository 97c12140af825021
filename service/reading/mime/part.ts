import { fieldValue, type HeaderField } from '../../../common/mail/header-block';
import { readFields } from './header-text';
import { parseStructured, type StructuredValue } from './parameters';
import { transferEncodingOf, type TransferEncoding } from './transfer-encoding';

/** Octets of a part's header; where it is longer, the body begins there. */
const MAX_HEADER = 1024 * 1024;

/** A part of a mail: the mail itself, a multipart, or something in one. Its octets stay where they are in the source. */
export type MimePart = {
  fields: HeaderField[];
  /** As in `text/plain`; what RFC 2045 and 2046 say where the part does not. */
  type: string;
  parameters: ReadonlyMap<string, string>;
  disposition: StructuredValue;
  encoding: TransferEncoding;
  /** Where its body stands in the source. */
  start: number;
  end: number;
  /** A multipart that is not taken apart. */
  isTooDeep: boolean;
  parent: MimePart | null;
  /** Multiparts it is in. */
  depth: number;
  /** The parts of a multipart, in order. A multipart without any is shown as the text that it is. */
  children: MimePart[];
};

/** Reads a part's header, up to its empty line or to where it is cut by a delimiter, and hangs it under its parent. */
export function readPart(
  source: Buffer,
  at: number,
  parent: MimePart | null,
  isDelimiter: (lineStart: number) => boolean,
): MimePart {
  const { end, start } = findHeaderEnd(source, at, { isPart: parent !== null, isDelimiter });
  const fields = readFields(source.subarray(at, end), source.subarray(at));
  const { value, parameters } = parseStructured(fieldValue(fields, 'content-type') ?? '');
  const part: MimePart = {
    fields,
    type: typeOf(value, parent),
    parameters,
    disposition: parseStructured(fieldValue(fields, 'content-disposition') ?? ''),
    encoding: transferEncodingOf(fieldValue(fields, 'content-transfer-encoding')),
    start,
    end: start,
    isTooDeep: false,
    parent,
    depth: parent === null ? 0 : parent.depth + 1,
    children: [],
  };
  parent?.children.push(part);
  return part;
}

function typeOf(value: string, parent: MimePart | null): string {
  if (/^[^\s/]+\/[^\s/]+$/.test(value)) return value;
  if (value === 'multipart') return 'multipart/mixed';
  return value === '' && parent?.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
}

type HeaderEnd = { end: number; start: number };
type Circumstances = { isPart: boolean; isDelimiter: (lineStart: number) => boolean };

/** `end`: behind the last line of the header; `start`: where the body begins. */
function findHeaderEnd(source: Buffer, from: number, { isPart, isDelimiter }: Circumstances): HeaderEnd {
  const limit = Math.min(source.length, from + MAX_HEADER);
  for (let at = from; at < limit;) {
    const lineEnd = source.indexOf(0x0a, at);
    const next = lineEnd === -1 ? source.length : lineEnd + 1;
    const isEmpty = lineEnd === at || (lineEnd === at + 1 && source[at] === 0x0d);
    if (isEmpty) return { end: at, start: next };
    if (source[at] === 0x2d && isDelimiter(at)) return { end: at, start: at };
    // a part whose header and empty line are missing: its first line is no field
    if (isPart && at === from && !isField(source, at, next)) return { end: at, start: at };
    at = next;
  }
  const end = limit < source.length ? source.indexOf(0x0a, limit - 1) + 1 || source.length : source.length;
  return { end, start: end };
}

function isField(source: Buffer, at: number, end: number): boolean {
  return /^[!-9;-~]+[ \t]*:/.test(source.toString('latin1', at, Math.min(end, at + 200)));
}
