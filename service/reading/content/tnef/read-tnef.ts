import type { MailAttachment } from '../../../routing/compile-routing';
import { decodeText } from '../../mime/charset';
import { safeFileName } from '../file-name';
import { textOfHtml } from '../html-text';
import { readProperties, type MapiProperty } from './mapi-properties';
import { textOfCompressedRtf } from './rtf';

/** What a winmail.dat holds. */
export type Tnef = { files: MailAttachment[]; text: string };

const SIGNATURE = 0x223e9f78;
const MAX_FILES = 1000;
const MAX_TEXT = 256 * 1024;

/** Attributes (MS-OXTNEF, 2.1.3.2) by the lower half of their ids. */
const CODE_PAGE = 0x9007;
const BODY = 0x800c;
const MESSAGE_PROPERTIES = 0x9003;
const ATTACHMENT_BEGINS = 0x9002;
const ATTACHMENT_NAME = 0x8010;
const ATTACHMENT_DATA = 0x800f;
const ATTACHMENT_PROPERTIES = 0x9005;

/** Properties (MS-OXPROPS). */
const PLAIN_BODY = 0x1000;
const RTF_BODY = 0x1009;
const HTML_BODY = 0x1013;
const DATA_OBJECT = 0x3701;
const SHORT_NAME = 0x3704;
const LONG_NAME = 0x3707;
const MIME_TYPE = 0x370e;

type Draft = { name: string | null; type: string | null; size: number; isMessage: boolean };

/**
 * Unpacks what Outlook sends as winmail.dat (MS-OXTNEF): the names and sizes of its files, and the message's text. Null where
 * it is no such thing. A length that goes beyond the end ends it; what was read before counts.
 */
export function readTnef(octets: Buffer): Tnef | null {
  if (octets.length < 6 || octets.readUInt32LE(0) !== SIGNATURE) return null;
  const drafts: Draft[] = [];
  let charset = 'windows-1252';
  let text = '';
  for (let at = 6; at + 9 <= octets.length;) {
    const id = octets.readUInt16LE(at + 1);
    const length = octets.readUInt32LE(at + 5);
    const end = at + 9 + length;
    if (end > octets.length) break;
    const data = octets.subarray(at + 9, end);
    if (id === CODE_PAGE && length >= 4) charset = charsetOfCodePage(data.readUInt32LE(0));
    else if (id === BODY && text === '') text = withoutNul(decodeText(data.subarray(0, MAX_TEXT * 2), charset));
    else if (id === MESSAGE_PROPERTIES && text.trim() === '') text = textIn(readProperties(data), charset);
    else if (id === ATTACHMENT_BEGINS) {
      if (drafts.length >= MAX_FILES) break;
      drafts.push({ name: null, type: null, size: 0, isMessage: false });
    } else addTo(drafts.at(-1), id, data, charset);
    // behind each attribute is a checksum, which nobody else looks at either
    at = end + 2;
  }
  return { files: drafts.map(toAttachment), text };
}

function addTo(draft: Draft | undefined, id: number, data: Buffer, charset: string): void {
  if (draft === undefined) return;
  if (id === ATTACHMENT_NAME) draft.name ??= withoutNul(decodeText(data, charset));
  else if (id === ATTACHMENT_DATA) draft.size = data.length;
  else if (id === ATTACHMENT_PROPERTIES) {
    const properties = readProperties(data);
    const long = stringOf(properties, LONG_NAME, charset) ?? stringOf(properties, SHORT_NAME, charset);
    draft.name = long ?? draft.name;
    draft.type = stringOf(properties, MIME_TYPE, charset)?.toLowerCase() ?? null;
    const object = properties.find((property) => property.id === DATA_OBJECT);
    if (object === undefined) return;
    // an embedded message, behind the 16 octets that say so
    draft.isMessage = object.isObject && object.data.length > 20 && object.data.readUInt32LE(16) === SIGNATURE;
    draft.size = Math.max(draft.size, object.data.length - (object.isObject ? 16 : 0));
  }
}

function toAttachment({ name, type, size, isMessage }: Draft): MailAttachment {
  const known = type !== null && /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(type) ? type : null;
  const own = isMessage ? 'application/ms-tnef' : (known ?? 'application/octet-stream');
  return { name: safeFileName(name, own), type: own, sizeBytes: Math.max(0, size) };
}

function textIn(properties: readonly MapiProperty[], charset: string): string {
  const plain = stringOf(properties, PLAIN_BODY, charset);
  if (plain !== null && plain.trim() !== '') return plain.slice(0, MAX_TEXT);
  const html = properties.find(({ id }) => id === HTML_BODY);
  if (html !== undefined) return textOfHtml(decodeText(html.data.subarray(0, MAX_TEXT * 4), null), MAX_TEXT);
  const rtf = properties.find(({ id }) => id === RTF_BODY);
  return rtf === undefined ? '' : textOfCompressedRtf(rtf.data, MAX_TEXT, charset);
}

function stringOf(properties: readonly MapiProperty[], wanted: number, charset: string): string | null {
  const property = properties.find(({ id }) => id === wanted);
  if (property === undefined) return null;
  const data = property.data.subarray(0, MAX_TEXT * 4);
  return withoutNul(property.isUnicode ? data.toString('utf16le') : decodeText(data, charset));
}

function withoutNul(text: string): string {
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

function charsetOfCodePage(codePage: number): string {
  return codePage === 65001 ? 'utf-8' : `cp${codePage}`;
}
