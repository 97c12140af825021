import type { ImapFlow } from 'imapflow';
import type { Attachment, MailContent } from '../../common/contract/mail-content';
import { CodedError } from '../../common/contract/errors';
import type { MailLocation } from '../../common/contract/service-api';
import { type BodySegment, type MailPart, sortParts } from './body-structure';
import { decodeText, decodeTransfer, unwrapFlowed } from './decode-part';
import { isDangerousFileName, safeFileName } from './file-names';
import { HEADER_FIELDS, readHeader } from './header-fields';
import { withLocatedMail } from './locate-mail';

/** A text longer than this is cut and said to be. */
const MAX_TEXT_BYTES = 2 * 1024 * 1024;
const MAX_IMAGES_BYTES = 3 * 1024 * 1024;
/** base64 takes 4 octets for 3, and line ends; quoted-printable text rarely more. */
const ENCODED_PER_BYTE = 1.4;

/**
 * Fetches what is shown of a mail: header, texts and the pictures inside the text. Attachments are only named, so that a
 * mail of 60 MB opens as fast as one of 6 KB. All by BODY.PEEK from a folder opened read-only.
 */
export async function fetchMail(client: ImapFlow, location: MailLocation): Promise<MailContent> {
  return withLocatedMail(client, location, async (uid) => {
    const message = await client.fetchOne(String(uid), { headers: HEADER_FIELDS, bodyStructure: true }, { uid: true });
    if (message === false) throw new CodedError('mail-not-found', 'The mail went away');
    const parts = sortParts(message.bodyStructure ?? { type: 'text/plain' });
    const texts = await fetchTexts(client, uid, parts.body);
    const images = await fetchImages(client, uid, referencedImages(texts.html, parts.images));
    const shown = new Set(images.map(({ part }) => part));
    return {
      ...readHeader(message.headers ?? Buffer.alloc(0)),
      folder: location.folder,
      // The name under which the service knows it, wherever it was found.
      uid: location.uid,
      ...texts,
      inlineImages: Object.fromEntries(images.map(({ part, dataUrl }) => [part.contentId ?? '', dataUrl])),
      attachments: [...parts.attachments, ...parts.images.filter((part) => !shown.has(part))].map(toAttachment),
    };
  });
}

type Texts = Pick<MailContent, 'html' | 'text' | 'isTruncated'>;

async function fetchTexts(client: ImapFlow, uid: number, body: BodySegment[]): Promise<Texts> {
  const parts = body.flatMap(({ html, text }) => [html, text].filter((part) => part !== null));
  const contents = await fetchParts(client, uid, parts, MAX_TEXT_BYTES);
  let isTruncated = false;
  const read = (part: MailPart | null): string | null => {
    const content = part && contents.get(part);
    if (!content) return null;
    isTruncated ||= content.isCut;
    const text = decodeText(content.bytes, part.charset);
    return part.isFlowed ? unwrapFlowed(text, part) : text;
  };
  const segments = body.map((segment) => ({ html: read(segment.html), text: read(segment.text) }));
  const hasHtml = segments.some(({ html }) => html !== null);
  const hasText = segments.some(({ text }) => text !== null);
  return {
    // A text between two HTML parts (Apple Mail does that around attachments) is shown in its place.
    html: hasHtml ? segments.map(({ html, text }) => html ?? asHtml(text ?? '')).join('\n') : null,
    text: hasText ? segments.flatMap(({ text }) => text ?? []).join('\n') : null,
    isTruncated,
  };
}

function asHtml(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<div style="white-space: pre-wrap">${escaped}</div>`;
}

/** The pictures the HTML asks for, in the order of the mail, as long as they fit. */
function referencedImages(html: string | null, images: MailPart[]): MailPart[] {
  if (html === null) return [];
  const asked = new Set<string>();
  for (const [, id = ''] of html.matchAll(/cid:([^"'\s)>]+)/gi)) asked.add(decodeId(id));
  let room = MAX_IMAGES_BYTES * ENCODED_PER_BYTE;
  return images.filter((part) => {
    if (!asked.has(part.contentId ?? '') || part.sizeBytes > room) return false;
    room -= part.sizeBytes;
    return true;
  });
}

/** A cid: address is percent-encoded (RFC 2392), though most senders do not. */
function decodeId(id: string): string {
  const plain = id.replace(/&amp;/g, '&');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

async function fetchImages(client: ImapFlow, uid: number, images: MailPart[]) {
  const contents = await fetchParts(client, uid, images, MAX_IMAGES_BYTES);
  return images.flatMap((part) => {
    const content = contents.get(part);
    if (!content || content.isCut) return [];
    const type = part.type === 'image/jpg' ? 'image/jpeg' : part.type;
    return [{ part, dataUrl: `data:${type};base64,${content.bytes.toString('base64')}` }];
  });
}

type PartContent = { bytes: Buffer; isCut: boolean };

/** Gets several parts in one FETCH, each at most `maxBytes` long when decoded. */
async function fetchParts(client: ImapFlow, uid: number, parts: MailPart[], maxBytes: number) {
  const contents = new Map<MailPart, PartContent>();
  if (parts.length === 0) return contents;
  const maxLength = Math.ceil(maxBytes * ENCODED_PER_BYTE);
  const bodyParts = parts.map((part) => ({ key: part.number, start: 0, maxLength }));
  const message = await client.fetchOne(String(uid), { bodyParts }, { uid: true });
  for (const part of parts) {
    const encoded = message === false ? undefined : message.bodyParts?.get(part.number);
    if (encoded === undefined) continue;
    const bytes = decodeTransfer(encoded, part.encoding);
    const isCut = bytes.length > maxBytes || part.sizeBytes > maxLength;
    contents.set(part, { bytes: bytes.subarray(0, maxBytes), isCut });
  }
  return contents;
}

function toAttachment(part: MailPart): Attachment {
  const fallback = part.type === 'message/rfc822' ? `mail-${part.number}.eml` : `attachment-${part.number}`;
  const fileName = safeFileName(part.fileName ?? '', fallback);
  // The sender's own name is judged too: cleaning may have taken away what gave it away.
  const isDangerous = isDangerousFileName(fileName) || isDangerousFileName(part.fileName ?? '');
  return { part: part.number, fileName, contentType: part.type, sizeBytes: part.sizeBytes, isDangerous };
}
