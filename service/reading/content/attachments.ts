import { fieldValue } from '../../../common/mail/header-block';
import type { MailAttachment } from '../../routing/compile-routing';
import { readFields } from '../mime/header-text';
import { decodeWords } from '../mime/encoded-words';
import type { MimePart } from '../mime/part';
import { partOctets, partSize } from './part-content';
import { safeFileName } from './file-name';
import { readTnef } from './tnef/read-tnef';

/** Attachments that are listed. */
const MAX_ATTACHMENTS = 1000;
/** Octets of an attached message in which its subject is looked for. */
const MAX_MESSAGE_HEADER = 64 * 1024;

/** The attachments of a mail; `texts`: of those that hold a mail's text in a form of their own; `isCut`: there are more. */
export type Attachments = { attachments: MailAttachment[]; texts: string[]; isCut: boolean };

/** Lists what is attached, with names made safe; what Outlook packed into one file (TNEF) is unpacked. */
export function attachmentsOf(source: Buffer, parts: readonly MimePart[]): Attachments {
  const attachments: MailAttachment[] = [];
  const texts: string[] = [];
  for (const part of parts) {
    if (attachments.length >= MAX_ATTACHMENTS) return { attachments, texts, isCut: true };
    const tnef = isTnef(part) ? readTnef(partOctets(source, part)) : null;
    if (tnef === null) attachments.push(attachmentOf(source, part));
    else {
      attachments.push(...tnef.files.slice(0, MAX_ATTACHMENTS - attachments.length));
      if (tnef.text !== '') texts.push(tnef.text);
    }
  }
  return { attachments, texts, isCut: false };
}

function attachmentOf(source: Buffer, part: MimePart): MailAttachment {
  const type = part.type;
  return { name: safeFileName(nameOf(source, part), type), type, sizeBytes: partSize(source, part) };
}

/** The name that the sender gave, not made safe; of a message without one, its subject. */
function nameOf(source: Buffer, part: MimePart): string | null {
  const given = part.disposition.parameters.get('filename') ?? part.parameters.get('name') ?? null;
  if (given !== null && given.trim() !== '') return given;
  if (!/^message\/(rfc822|global)$/.test(part.type)) return null;
  const end = Math.min(part.end, part.start + MAX_MESSAGE_HEADER);
  const octets = partOctets(source, { ...part, end });
  const subject = decodeWords(fieldValue(readFields(octets), 'subject') ?? '').trim();
  // a subject is no path, and what ends it no extension
  return subject === '' ? null : `${subject.replace(/[/\\]/g, '_')}.eml`;
}

function isTnef(part: MimePart): boolean {
  return (
    /^application\/(vnd\.)?ms-tnef$/.test(part.type) ||
    /(^|[/\\])winmail\.dat$/i.test(part.parameters.get('name') ?? '')
  );
}
