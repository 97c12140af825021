import { decodeText } from './charset';
import { decodeQuotedPrintable } from './transfer-encoding';

/** An encoded word (RFC 2047, 2), with a language (RFC 2231, 5), and with blanks inside, as some write it. */
const WORD = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=/g;

type Word = { charset: string; octets: Buffer[] };

/**
 * Decodes the encoded words in a header's value. Blanks between two of them do not count (RFC 2047, 6.2), and words of one
 * charset that follow each other are decoded as one: senders cut them in the middle of a character.
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  const out: string[] = [];
  let open: Word | null = null;
  let end = 0;
  for (const match of value.matchAll(WORD)) {
    const between = value.slice(end, match.index);
    const word = toWord(match);
    const continues: boolean = open?.charset === word.charset && between.trim() === '';
    if (open !== null && continues) open.octets.push(...word.octets);
    else {
      if (open !== null) out.push(textOf(open));
      if (open === null || between.trim() !== '') out.push(between);
      open = word;
    }
    end = match.index + match[0].length;
  }
  if (open !== null) out.push(textOf(open));
  out.push(value.slice(end));
  return out.join('');
}

function textOf({ charset, octets }: Word): string {
  return decodeText(Buffer.concat(octets), charset);
}

function toWord([, charset = '', encoding = '', text = '']: RegExpExecArray): Word {
  // what stands in it beyond ASCII is against the rules, and UTF-8 if anything
  const octets = Buffer.from(text, 'utf8');
  if (encoding.toLowerCase() === 'b') {
    return { charset: charset.toLowerCase(), octets: [Buffer.from(text, 'base64')] };
  }
  for (let at = octets.indexOf(0x5f); at !== -1; at = octets.indexOf(0x5f, at + 1)) octets[at] = 0x20;
  return { charset: charset.toLowerCase(), octets: [decodeQuotedPrintable(octets)] };
}
