import type { MailAttachment } from '../../routing/compile-routing';
import type { MimePart } from '../mime/part';
import type { MimeTree } from '../mime/structure';
import { partText } from './part-content';
import { attachmentsOf } from './attachments';
import { unflow } from './flowed';
import { textOfHtml } from './html-text';
import { takeOutUuencoded } from './uuencoded';
import { leafType, selectBodies, type Bodies } from './select-bodies';

/** Characters of a mail's text that rules and search look at, and octets of a part that are decoded for them. */
const MAX_TEXT = 256 * 1024;
const MAX_TEXT_OCTETS = 4 * MAX_TEXT;

/** What stands in a mail. `isCut`: not all of it was taken apart, or it has more attachments than are listed. */
export type MailContent = { text: string; attachments: MailAttachment[]; isCut: boolean };

/** Reads the text, as a reader sees it, and lists what is attached. */
export function readContent(tree: MimeTree): MailContent {
  const bodies = selectBodies(tree.root);
  const { attachments, texts, isCut } = attachmentsOf(tree.source, bodies.attachments);
  const candidates = [shownText(tree.source, bodies), ...texts];
  const { text, files } = takeOutUuencoded(candidates.find((candidate) => candidate.trim() !== '') ?? '');
  return { text: text.slice(0, MAX_TEXT), attachments: [...attachments, ...files], isCut: tree.isCut || isCut };
}

/** What a reader is shown: the plain text, or, where that is empty, the HTML's. */
export function shownText(source: Buffer, { text, html }: Pick<Bodies, 'text' | 'html'>): string {
  const plain = joinedText(source, text);
  return plain.trim() === '' ? joinedText(source, html) : plain;
}

function joinedText(source: Buffer, parts: readonly MimePart[]): string {
  const texts: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (length >= MAX_TEXT) break;
    const text = textOf(source, part);
    if (text === '') continue;
    texts.push(text);
    length += text.length;
  }
  return texts.join('\n\n');
}

function textOf(source: Buffer, part: MimePart): string {
  const type = leafType(part);
  if (type !== 'text/plain' && type !== 'text/html') return '';
  const text = partText(source.subarray(0, Math.min(part.end, part.start + MAX_TEXT_OCTETS)), part);
  if (type === 'text/html') return textOfHtml(text, MAX_TEXT);
  const isFlowed = part.parameters.get('format')?.toLowerCase() === 'flowed';
  return isFlowed ? unflow(text, part.parameters.get('delsp')?.toLowerCase() === 'yes') : text;
}
