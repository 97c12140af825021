import { isUtf8 } from 'node:buffer';
import { attachmentsOf } from '../../../service/reading/content/attachments';
import { partOctets, partText } from '../../../service/reading/content/part-content';
import { leafType } from '../../../service/reading/content/select-bodies';
import type { MimePart } from '../../../service/reading/mime/part';
import { isMislabelled, nameRule, type Rule } from './deliberate';
import { difference, type Difference } from './difference';
import { expectedName, expectedType, type ExpectedMail, type ExpectedPart } from './expected-mail';

/** Parts that were found in a mail, and those of its tree that they should be. */
type Comparison = {
  what: string;
  source: Buffer;
  parts: readonly MimePart[];
  expected: ExpectedMail;
  wanted: readonly number[];
};

/** Compares what is shown of a mail. */
export function compareTexts({ what, source, parts, expected, wanted }: Comparison): Difference[] {
  // an image that is shown among the text is listed there too; whether one that cannot be decoded is shown, is nothing to us
  const found = parts.filter((part) => isText(leafType(part)));
  const texts = partsOf(expected, wanted).filter((part) => isText(expectedType(part)));
  if (found.length !== texts.length) return [otherNumber(what, found.length, texts.length, expected)];
  return texts.flatMap((own, at) => {
    const part = found[at];
    if (part === undefined) return [];
    const text = asLines(own.body.Text ?? own.body.Html ?? '');
    const actual = asLines(partText(source, part));
    return difference(`${what} ${at + 1}`, text, actual, bodyRule(own, { source, part, text, actual }));
  });
}

/** Compares what is attached: name, type, size, content; of attached messages everything. */
export function compareAttachments(
  { what, source, parts, expected, wanted }: Comparison,
  compareMail: (raw: Buffer, expected: ExpectedMail) => Difference[],
): Difference[] {
  const attached = partsOf(expected, wanted);
  if (parts.length !== attached.length) return [otherNumber(what, parts.length, attached.length, expected)];
  return attached.flatMap((own, at): Difference[] => {
    const part = parts[at];
    if (part === undefined) return [];
    const { attachments } = attachmentsOf(source, [part]);
    const [attachment] = attachments;
    const label = `${what} ${at + 1}`;
    const type = expectedType(own);
    const isUnpacked = part.type.endsWith('ms-tnef') && attachments.every((file) => file.type !== part.type);
    if (isUnpacked)
      return difference(
        label,
        1,
        attachments.map(({ name }) => name),
        'tnef',
      );
    if (attachment === undefined) return [{ what: label, detail: 'is missing' }];
    const name = expectedName(own);
    const octets = partOctets(source, part);
    const sizes = octets.length === attachment.sizeBytes ? null : undefined;
    return [
      ...difference(`${label} name`, name, attachment.name, nameRule(name, attachment.name)),
      ...difference(`${label} type`, type, attachment.type, type === attachment.type ? null : undefined),
      ...difference(`${label} size`, octets.length, attachment.sizeBytes, sizes),
      ...(own.body.Message === undefined
        ? compareContent(label, source, part, own)
        : compareMail(octets, own.body.Message).map((inner) => ({ ...inner, what: `${label}: ${inner.what}` }))),
    ];
  });
}

function compareContent(what: string, source: Buffer, part: MimePart, expected: ExpectedPart): Difference[] {
  const binary = expected.body.Binary ?? expected.body.InlineBinary;
  const octets = partOctets(source, part);
  if (binary === undefined) {
    const text = asLines(expected.body.Text ?? expected.body.Html ?? '');
    const actual = asLines(partText(source, part));
    return difference(`${what} content`, text, actual, bodyRule(expected, { source, part, text, actual }));
  }
  const wanted = Buffer.from(binary);
  // a body that was not encoded may have been stored with other line ends
  const isSame = part.encoding === 'base64' ? wanted.equals(octets) : linesOf(wanted) === linesOf(octets);
  const rule = expected.is_encoding_problem ? 'damaged' : part.encoding === 'uuencode' ? 'uuencode' : undefined;
  return difference(`${what} content`, `${wanted.length} octets`, `${octets.length} octets`, isSame ? null : rule);
}

type Body = { source: Buffer; part: MimePart; text: string; actual: string };

function bodyRule(expected: ExpectedPart, { source, part, text, actual }: Body): Rule | null | undefined {
  if (text === actual) return null;
  if (expected.is_encoding_problem) return 'damaged';
  if (part.encoding === 'uuencode') return 'uuencode';
  const isLost = text.includes('\ufffd') && asLines(partOctets(source, part).toString('utf8')) === text;
  return isLost || isMislabelled(text, actual) ? 'charset' : undefined;
}

function otherNumber(what: string, found: number, wanted: number, expected: ExpectedMail): Difference {
  const isDamaged = expected.parts.some((part) => part.is_encoding_problem);
  return { what, detail: `${found} of ${wanted} parts`, ...(isDamaged ? { rule: 'damaged' as const } : {}) };
}

function partsOf(expected: ExpectedMail, wanted: readonly number[]): ExpectedPart[] {
  return wanted.flatMap((at) => expected.parts[at] ?? []);
}

function isText(type: string): boolean {
  return type.startsWith('text/');
}

function linesOf(octets: Buffer): string {
  return asLines(octets.toString(isUtf8(octets) ? 'utf8' : 'latin1'));
}

/** The trees were made of mails whose lines ended with LF alone. */
function asLines(text: string): string {
  return text.replaceAll('\r', '');
}
