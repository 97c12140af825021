import { decodeText } from '../mime/charset';
import type { MimePart } from '../mime/part';
import { decodedSize, decodeTransfer } from '../mime/transfer-encoding';
import { leafType } from './select-bodies';

/** The text of a part, decoded. HTML may say itself what charset it is in. */
export function partText(source: Buffer, part: MimePart): string {
  const octets = partOctets(source, part);
  const label = part.parameters.get('charset') ?? (leafType(part) === 'text/html' ? metaCharset(octets) : null);
  return decodeText(octets, label);
}

/** What a part holds, decoded. */
export function partOctets(source: Buffer, part: MimePart): Buffer {
  return decodeTransfer(source.subarray(part.start, part.end), part.encoding);
}

/** How much it holds. */
export function partSize(source: Buffer, part: MimePart): number {
  return decodedSize(source.subarray(part.start, part.end), part.encoding);
}

function metaCharset(html: Buffer): string | null {
  return (
    /<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{1,40})/i.exec(html.toString('latin1', 0, 2048))?.[1] ?? null
  );
}
