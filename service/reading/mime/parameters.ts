import { decodeText } from './charset';
import { decodeWords } from './encoded-words';

/** A structured value such as that of Content-Type: what stands first, in lower case, and its parameters, decoded. */
export type StructuredValue = { value: string; parameters: ReadonlyMap<string, string> };

/** Characters of a value that are looked at, and parameters. */
const MAX_LENGTH = 32 * 1024;
const MAX_PARAMETERS = 500;

const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\[^])*)"?|([^;]*))/g;

/**
 * Reads a value with parameters (RFC 2045, 5.1), those in several pieces, with a charset or percent-encoded (RFC 2231), and,
 * as most senders write them, with encoded words or as they are.
 */
export function parseStructured(raw: string): StructuredValue {
  const text = raw.slice(0, MAX_LENGTH);
  const value = (/^[^;(]*/.exec(text)?.[0] ?? '').trim().toLowerCase();
  const plain = new Map<string, string>();
  const pieces = new Map<string, Piece[]>();
  let count = 0;
  for (const [, rawName = '', quoted, token] of text.matchAll(PARAMETER)) {
    if ((count += 1) > MAX_PARAMETERS) break;
    const name = rawName.toLowerCase();
    const content = quoted === undefined ? withoutComment(token ?? '') : unquoted(quoted);
    const extended = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(name);
    if (extended === null || name === extended[1]) {
      if (!plain.has(name)) plain.set(name, decodeWords(content));
      continue;
    }
    const [, base = '', index, star] = extended;
    const own = pieces.get(base) ?? [];
    own.push({ index: Number(index ?? 0), isEncoded: star !== undefined, text: content });
    pieces.set(base, own);
  }
  for (const [name, own] of pieces) plain.set(name, joined(own));
  return { value, parameters: plain };
}

type Piece = { index: number; isEncoded: boolean; text: string };

/** The pieces in their order, decoded as a whole: one may be cut in the middle of a character. */
function joined(pieces: Piece[]): string {
  const inOrder = [...pieces].sort((a, b) => a.index - b.index);
  const charset = /^([^']*)'[^']*'/.exec(inOrder[0]?.isEncoded === true ? inOrder[0].text : '');
  if (!inOrder.some(({ isEncoded }) => isEncoded)) return decodeWords(inOrder.map(({ text }) => text).join(''));
  const octets = inOrder.map(({ text, isEncoded }, at) => {
    const own = at === 0 && charset !== null ? text.slice(charset[0].length) : text;
    return isEncoded ? fromPercent(own) : Buffer.from(own, 'utf8');
  });
  return decodeText(Buffer.concat(octets), charset?.[1] ?? null);
}

function fromPercent(text: string): Buffer {
  const parts = text.split(/(%[0-9a-fA-F]{2})/);
  return Buffer.concat(
    parts.map((part, at) => (at % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'utf8'))),
  );
}

/** Only what has to be escaped is taken as such: paths of Windows are written here with single backslashes. */
function unquoted(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

function withoutComment(token: string): string {
  const at = token.search(/\s\(/);
  return (at === -1 ? token : token.slice(0, at)).trim();
}
