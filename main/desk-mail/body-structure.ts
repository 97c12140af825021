import type { MessageStructureObject } from 'imapflow';

/** One part of a mail as it lies in the store. */
export type MailPart = {
  /** IMAP part number. */
  number: string;
  type: string;
  charset: string | null;
  encoding: string;
  isFlowed: boolean;
  hasDelSp: boolean;
  sizeBytes: number;
  /** Without angle brackets. */
  contentId: string | null;
  fileName: string | null;
};

/** A piece of the body: one text part, or the two forms of one alternative. */
export type BodySegment = { html: MailPart | null; text: MailPart | null };

export type MailParts = { body: BodySegment[]; images: MailPart[]; attachments: MailPart[] };

/** A mail with more parts, or nested deeper, was made to hurt; the rest is not looked at. */
const MAX_PARTS = 1000;
const MAX_DEPTH = 30;
const MAX_SEGMENTS = 20;
const INLINE_IMAGES = new Set(['image/png', 'image/jpeg', 'image/jpg', 'image/gif', 'image/webp']);

/**
 * Sorts the parts of a mail by what a reader does with them (RFC 2046): shown as its text, shown in the text by its
 * content id, or attached. A mail inside the mail is an attachment whole. What is shown as image stays in `images`
 * only until the HTML turns out not to ask for it.
 */
export function sortParts(structure: MessageStructureObject): MailParts {
  const parts: MailParts = { body: [], images: [], attachments: [] };
  let seen = 0;
  const walk = (node: MessageStructureObject, depth: number, alternative: BodySegment | null) => {
    seen += 1;
    if (seen > MAX_PARTS || depth > MAX_DEPTH) return;
    if (node.type.startsWith('multipart/')) {
      const own = node.type === 'multipart/alternative' ? { html: null, text: null } : alternative;
      if (own !== null && own !== alternative) parts.body.push(own);
      for (const child of node.childNodes ?? []) walk(child, depth + 1, own);
      return;
    }
    const part = toPart(node);
    const form = bodyForm(node, part);
    if (form !== null && alternative !== null && alternative[form] === null) alternative[form] = part;
    else if (form !== null && alternative === null) parts.body.push({ html: null, text: null, [form]: part });
    else if (part.contentId !== null && INLINE_IMAGES.has(part.type)) parts.images.push(part);
    else parts.attachments.push(part);
  };
  walk(structure, 0, null);
  const body = parts.body.filter(({ html, text }) => html !== null || text !== null);
  const beyond = body.slice(MAX_SEGMENTS).flatMap(({ html, text }) => [html, text].filter((part) => part !== null));
  return { body: body.slice(0, MAX_SEGMENTS), images: parts.images, attachments: [...parts.attachments, ...beyond] };
}

function bodyForm(node: MessageStructureObject, part: MailPart): 'html' | 'text' | null {
  if (node.disposition === 'attachment' || (part.fileName !== null && node.disposition !== 'inline')) return null;
  if (part.type === 'text/html') return 'html';
  // No Content-Type at all means text/plain (RFC 2045, 5.2); servers report it as that or as nothing.
  return part.type === 'text/plain' || part.type === '/' ? 'text' : null;
}

function toPart(node: MessageStructureObject): MailPart {
  const parameters = node.parameters ?? {};
  const disposition = node.dispositionParameters ?? {};
  const contentId = node.id?.replace(/^\s*<|>\s*$/g, '');
  return {
    // The only part of a mail that is not multipart is number 1 (RFC 9051, 6.4.5.1).
    number: node.part ?? '1',
    type: node.type.toLowerCase(),
    charset: parameters.charset ?? null,
    encoding: (node.encoding ?? '7bit').trim().toLowerCase(),
    isFlowed: parameters.format?.toLowerCase() === 'flowed',
    hasDelSp: parameters.delsp?.toLowerCase() === 'yes',
    sizeBytes: node.size ?? 0,
    contentId: contentId === undefined || contentId === '' ? null : contentId,
    fileName: disposition.filename ?? parameters.name ?? null,
  };
}
