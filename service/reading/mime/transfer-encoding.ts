const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const EQUALS = 0x3d;

/** Which octets stand for six bits: 1; blanks, which do not count: 0; padding: 2; others: 3. */
const BASE64_KIND = Uint8Array.from({ length: 256 }, (_, octet) => {
  if (octet <= 0x20) return 0;
  if (octet === EQUALS) return 2;
  return /[A-Za-z0-9+/]/.test(String.fromCharCode(octet)) ? 1 : 3;
});

/** What is no more than this share of strange octets is base64 that was damaged; more, and it is none. */
const MAX_STRANGE = 0.05;

/** How a body is encoded; `none` too where it is not what it says. */
export type TransferEncoding = 'base64' | 'quoted-printable' | 'uuencode' | 'none';

/** The encoding that this Content-Transfer-Encoding names (RFC 2045, 6). */
export function transferEncodingOf(value: string | null): TransferEncoding {
  const name =
    (value ?? '')
      .toLowerCase()
      .replace(/\(.*?\)|["']/g, '')
      .trim()
      .split(/[\s;]/)[0] ?? '';
  if (name === 'base64' || name === 'quoted-printable') return name;
  return /^(x-)?uu(e|encode|code)?$/.test(name) ? 'uuencode' : 'none';
}

type Base64Shape = { size: number; isBase64: boolean; isPieced: boolean };

/** Octets that a base64 body decodes to, and whether it is one, without decoding it. */
function shapeOf(octets: Buffer): Base64Shape {
  let run = 0;
  let size = 0;
  let strange = 0;
  let isPadded = false;
  let isPieced = false;
  for (const octet of octets) {
    const kind = BASE64_KIND[octet];
    if (kind === 1) {
      if (isPadded) isPieced = true;
      isPadded = false;
      run += 1;
    } else if (kind === 2) {
      if (!isPadded) size += Math.floor((run * 6) / 8);
      if (!isPadded) run = 0;
      isPadded = true;
    } else if (kind === 3) strange += 1;
  }
  size += Math.floor((run * 6) / 8);
  return { size, isBase64: strange <= octets.length * MAX_STRANGE, isPieced };
}

/** Octets of a base64 body. Strange characters are left out, and what was put together of several bodies is read as a whole. */
function decodeBase64(octets: Buffer): Buffer {
  const text = octets.toString('latin1');
  if (!shapeOf(octets).isPieced) return Buffer.from(text.replace(/[^A-Za-z0-9+/=\s]+/g, ''), 'base64');
  const pieces = text.replace(/[^A-Za-z0-9+/=]+/g, '').split(/=+/);
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
}

function hexValue(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet & 0xdf;
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : -1;
}

/** Where the blanks end that begin here. */
function behindBlanks(octets: Buffer, from: number): number {
  let at = from;
  while (octets[at] === 0x20 || octets[at] === 0x09) at += 1;
  return at;
}

/** Octets of a quoted-printable body (RFC 2045, 6.7); an `=` that begins nothing stays as it is. */
export function decodeQuotedPrintable(octets: Buffer): Buffer {
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    if (octet !== EQUALS) {
      out[length++] = octet;
      continue;
    }
    const high = hexValue(octets[at + 1]);
    const low = hexValue(octets[at + 2]);
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      at += 2;
      continue;
    }
    // a soft line break; servers put blanks behind it
    const end = behindBlanks(octets, at + 1);
    if (end >= octets.length) at = end;
    else if (octets[end] === LINE_FEED) at = end;
    else if (octets[end] === CARRIAGE_RETURN) at = octets[end + 1] === LINE_FEED ? end + 1 : end;
    else out[length++] = octet;
  }
  return out.subarray(0, length);
}

/** Octets of the first file in uuencoded text; null where there is none. Ends where the lines do, if nothing says so. */
export function decodeUuencoded(octets: Buffer): Buffer | null {
  const text = octets.toString('latin1');
  const begin = /(?:^|\n)begin(?:-base64)? [0-7]{3,4} [^\n]*\n/.exec(text);
  if (begin === null) return null;
  const out = Buffer.allocUnsafe(text.length);
  let length = 0;
  let at = begin.index + begin[0].length;
  while (at < text.length) {
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const size = (text.charCodeAt(at) - 0x20) & 0x3f;
    if (size === 0 || end - at < 2 || text.startsWith('end', at)) break;
    length += decodeUuLine(text, { at: at + 1, end, size }, out.subarray(length));
    at = end + 1;
  }
  return out.subarray(0, length);
}

function decodeUuLine(text: string, line: { at: number; end: number; size: number }, out: Buffer): number {
  let written = 0;
  const bits = (at: number): number => (at < line.end ? (text.charCodeAt(at) - 0x20) & 0x3f : 0);
  for (let at = line.at; at < line.end && written < line.size; at += 4) {
    const group = (bits(at) << 18) | (bits(at + 1) << 12) | (bits(at + 2) << 6) | bits(at + 3);
    for (let byte = 2; byte >= 0 && written < line.size; byte -= 1) out[written++] = (group >> (byte * 8)) & 0xff;
  }
  return written;
}

/** Octets of a body, decoded; as they are where they are not encoded as they are said to be. */
export function decodeTransfer(octets: Buffer, encoding: TransferEncoding): Buffer {
  if (encoding === 'base64') return shapeOf(octets).isBase64 ? decodeBase64(octets) : octets;
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(octets);
  if (encoding === 'uuencode') return decodeUuencoded(octets) ?? octets;
  return octets;
}

/** How many octets a body decodes to. Does not decode what is large mostly. */
export function decodedSize(octets: Buffer, encoding: TransferEncoding): number {
  if (encoding !== 'base64') return decodeTransfer(octets, encoding).length;
  const { size, isBase64 } = shapeOf(octets);
  return isBase64 ? size : octets.length;
}
