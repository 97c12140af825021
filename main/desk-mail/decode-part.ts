import type { MailPart } from './body-structure';

/** Undoes a part's transfer encoding (RFC 2045, 6). An encoding nobody knows is taken as none. */
export function decodeTransfer(content: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(content.toString('latin1'), 'base64');
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(content) : content;
}

const [EQUALS, CR, LF, SPACE, TAB] = [0x3d, 0x0d, 0x0a, 0x20, 0x09];

/** RFC 2045, 6.7; what is no escape stays as it stands. */
function decodeQuotedPrintable(content: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(content.length);
  let length = 0;
  for (let at = 0; at < content.length; at += 1) {
    const byte = content[at] ?? 0;
    if (byte !== EQUALS) {
      decoded[length++] = byte;
      continue;
    }
    const hex = content.toString('latin1', at + 1, at + 3);
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      decoded[length++] = parseInt(hex, 16);
      at += 2;
      continue;
    }
    const end = softBreakEnd(content, at + 1);
    if (end === null) decoded[length++] = byte;
    else at = end;
  }
  return decoded.subarray(0, length);
}

/** Index of the last byte of a soft line break that begins here (transports may have added blanks), null if none does. */
function softBreakEnd(content: Buffer, start: number): number | null {
  let at = start;
  while (content[at] === SPACE || content[at] === TAB) at += 1;
  if (at >= content.length) return at;
  if (content[at] === CR && content[at + 1] === LF) return at + 1;
  return content[at] === LF || content[at] === CR ? at : null;
}

/** Names that senders use and the WHATWG's list lacks. */
const ALIASES: Record<string, string> = {
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  ms949: 'euc-kr',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp950: 'big5',
  cp1250: 'windows-1250',
  'iso-8859-8-i': 'iso-8859-8',
  'x-gbk': 'gbk',
  utf8mb4: 'utf-8',
};

/**
 * Bytes as text. The charset is what the sender says; where they say none, or one that does not exist ("unknown-8bit"),
 * it is UTF-8 if the bytes are that, else windows-1252, as browsers have it. Never throws: wrong bytes become U+FFFD.
 */
export function decodeText(content: Buffer, charset: string | null): string {
  const label =
    charset
      ?.trim()
      .toLowerCase()
      .replace(/^["']|["']$/g, '') ?? '';
  // A mail that calls itself ASCII and is not was never ASCII.
  if (label !== '' && label !== 'us-ascii' && label !== 'ascii') {
    const decoder = decoderFor(ALIASES[label] ?? label);
    if (decoder) return decoder.decode(content);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return new TextDecoder('windows-1252').decode(content);
  }
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

/** Joins the soft-broken lines of format=flowed text (RFC 3676, 4). A signature's `-- ` keeps its line. */
export function unwrapFlowed(text: string, part: Pick<MailPart, 'hasDelSp'>): string {
  const lines: { depth: string; text: string; isOpen: boolean }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0] ?? '';
    // One blank before the text is stuffing (RFC 3676, 4.4).
    const content = line.slice(depth.length).replace(/^ /, '');
    const isSignature = content === '-- ';
    const isOpen = content.endsWith(' ') && !isSignature;
    const piece = isOpen && part.hasDelSp ? content.slice(0, -1) : content;
    const last = lines.at(-1);
    if (last?.isOpen && last.depth === depth && !isSignature) {
      last.text += piece;
      last.isOpen = isOpen;
    } else {
      lines.push({ depth, text: piece, isOpen });
    }
  }
  return lines.map(({ depth, text: joined }) => (depth === '' ? joined : `${depth} ${joined}`)).join('\n');
}
