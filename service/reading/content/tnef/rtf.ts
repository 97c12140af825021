import { decodeText } from '../../mime/charset';

const COMPRESSED = 0x75465a4c;
const PLAIN = 0x414c454d;
const WINDOW = 4096;
/** What the window holds before the first octet (MS-OXRTFCP, 2.1.2.1). */
const DICTIONARY =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
/** Groups that hold no text. */
const HIDDEN =
  /^(fonttbl|colortbl|stylesheet|info|pict|object|themedata|datastore|listtable|listoverridetable|generator|mhtmltag)$/;

/** The text of a body as Outlook keeps it: RTF, compressed, HTML within it or not. Bounded, and empty where it is broken. */
export function textOfCompressedRtf(octets: Buffer, maxLength: number, charset: string): string {
  const rtf = decompress(octets, maxLength * 4);
  return rtf === null ? '' : textOfRtf(rtf, maxLength, charset);
}

/** LZFu (MS-OXRTFCP, 2.2). */
function decompress(octets: Buffer, maxLength: number): string | null {
  if (octets.length < 16) return null;
  const size = Math.min(octets.readUInt32LE(4), maxLength);
  const kind = octets.readUInt32LE(8);
  if (kind === PLAIN) return octets.toString('latin1', 16, 16 + size);
  if (kind !== COMPRESSED) return null;
  const window = Buffer.alloc(WINDOW);
  let write = window.write(DICTIONARY, 'latin1');
  const out = Buffer.allocUnsafe(size);
  let length = 0;
  const put = (octet: number): void => {
    window[write] = octet;
    write = (write + 1) % WINDOW;
    if (length < size) out[length++] = octet;
  };
  for (let at = 16; at < octets.length && length < size;) {
    const flags = octets[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < octets.length && length < size; bit += 1) {
      if ((flags & (1 << bit)) === 0) {
        put(octets[at++] ?? 0);
        continue;
      }
      if (at + 2 > octets.length) return out.toString('latin1', 0, length);
      const token = octets.readUInt16BE(at);
      at += 2;
      const from = token >>> 4;
      if (from === write) return out.toString('latin1', 0, length);
      for (let index = 0; index < (token & 0xf) + 2; index += 1) put(window[(from + index) % WINDOW] ?? 0);
    }
  }
  return out.toString('latin1', 0, length);
}

const TOKEN = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|([^\\{}]+)|\\/g;
type Group = { isHidden: boolean; skip: number };

/** Words and lines only. */
function textOfRtf(rtf: string, maxLength: number, charset: string): string {
  const out: string[] = [];
  let bytes: number[] = [];
  let length = 0;
  const groups: Group[] = [];
  let group: Group = { isHidden: false, skip: 1 };
  let toSkip = 0;
  const flush = (): void => {
    if (bytes.length > 0) out.push(decodeText(Buffer.from(bytes), charset));
    bytes = [];
  };
  const push = (text: string): void => {
    flush();
    if (!group.isHidden) out.push(text);
    length += text.length;
  };
  for (const [, word, number, hex, symbol, brace, text] of rtf.matchAll(TOKEN)) {
    if (length >= maxLength) break;
    if (brace === '{' && groups.length < 1000) {
      groups.push(group);
      group = { ...group };
    } else if (brace === '}') group = groups.pop() ?? group;
    else if (symbol === '*') group.isHidden = true;
    else if (hex !== undefined && toSkip > 0) toSkip -= 1;
    else if (hex !== undefined && !group.isHidden) bytes.push(parseInt(hex, 16));
    else if (text !== undefined) {
      const shown = text.replace(/[\r\n]/g, '').slice(toSkip);
      toSkip = 0;
      push(shown);
    } else if (symbol !== undefined) push(symbol === '~' ? ' ' : /[\\{}]/.test(symbol) ? symbol : '');
    else if (word === 'par' || word === 'line') push('\n');
    else if (word === 'tab') push('\t');
    else if (word === 'uc') group.skip = Math.min(10, Math.max(0, Number(number ?? 1)));
    else if (word === 'u') {
      push(String.fromCharCode(Number(number ?? 63) & 0xffff));
      toSkip = group.skip;
    } else if (word !== undefined && HIDDEN.test(word)) group.isHidden = true;
  }
  flush();
  return out.join('').slice(0, maxLength).trim();
}
