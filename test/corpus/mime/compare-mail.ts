import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { attachmentsOf } from '../../../service/reading/content/attachments';
import { partOctets, partText } from '../../../service/reading/content/part-content';
import { leafType, selectBodies } from '../../../service/reading/content/select-bodies';
import type { MimePart } from '../../../service/reading/mime/part';
import { readStructure } from '../../../service/reading/mime/structure';
import { readHeader, readMailboxes } from '../../../service/reading/read-header';
import { isLikeLost, mailboxRule, nameRule, type Rule } from './deliberate';
import {
  expectedMailboxes,
  expectedName,
  expectedSubject,
  expectedType,
  type ExpectedMail,
  type ExpectedPart,
} from './expected-mail';

/** What is not as expected; `rule`: for which of the reasons that are listed. */
export type Difference = { what: string; detail: string; rule?: Rule };

const FIELDS = ['from', 'to', 'cc', 'bcc', 'reply_to', 'sender'];

/** Reads a mail by the product's functions, compares it with its tree, and the messages in it with theirs. */
export function compareMail(raw: Buffer, expected: ExpectedMail): Difference[] {
  const tree = readStructure(raw);
  const { source, root } = tree;
  const bodies = selectBodies(root);
  return [
    ...compareHeader(source.subarray(0, root.start), expected),
    ...compareTexts(
      'text',
      source,
      bodies.text,
      expected.text_body.map((at) => expected.parts[at]),
    ),
    ...compareTexts(
      'html',
      source,
      bodies.html,
      expected.html_body.map((at) => expected.parts[at]),
    ),
    ...compareAttachments(source, bodies.attachments, expected),
  ];
}

function compareHeader(raw: Buffer, expected: ExpectedMail): Difference[] {
  const header = readHeader(raw);
  const differences = FIELDS.flatMap((field) => {
    const all = expectedMailboxes(expected, field);
    const wanted = all.filter(({ address }) => address !== null);
    const nobody = all.length - wanted.length;
    const found = readMailboxes(header.fields, field.replace('_', '-'));
    const own: Difference[] = nobody > 0 ? [{ what: field, detail: `${nobody} left out`, rule: 'nobody' }] : [];
    if (found.length !== wanted.length) return [...own, { what: field, detail: `${found.length} of ${wanted.length}` }];
    return [
      ...own,
      ...wanted.flatMap((mailbox, at) => {
        const actual = found[at] ?? { name: null, address: null };
        const rule = mailboxRule(mailbox, actual);
        return difference(field, mailbox, actual, rule);
      }),
    ];
  });
  const subject = expectedSubject(expected);
  return [...differences, ...difference('subject', subject, header.subject, textRule(subject, header.subject))];
}

function compareTexts(
  what: string,
  source: Buffer,
  parts: readonly MimePart[],
  expected: readonly (ExpectedPart | undefined)[],
): Difference[] {
  // an image that is shown among the text is listed there too; whether one that cannot be decoded is shown, is nothing to us
  const found = parts.filter((part) => isText(leafType(part))).map((part) => partText(source, part));
  const texts = expected.filter((part) => part !== undefined && isText(expectedType(part)));
  const wanted = texts.flatMap((part) => part?.body.Text ?? part?.body.Html ?? []);
  if (found.length !== wanted.length) return [{ what, detail: `${found.length} of ${wanted.length} parts` }];
  return wanted.flatMap((text, at) => {
    const [own, other] = [asLines(text), asLines(found[at] ?? '')];
    return difference(`${what} ${at + 1}`, own, other, textRule(own, other));
  });
}

function compareAttachments(source: Buffer, parts: readonly MimePart[], expected: ExpectedMail): Difference[] {
  const { attachments } = attachmentsOf(source, parts);
  if (attachments.length !== expected.attachments.length) {
    return [{ what: 'attachments', detail: `${attachments.length} of ${expected.attachments.length}` }];
  }
  return expected.attachments.flatMap((index, at) => {
    const wanted = expected.parts[index];
    const [part, attachment] = [parts[at], attachments[at]];
    const what = `attachment ${at + 1}`;
    if (wanted === undefined || part === undefined || attachment === undefined) return [{ what, detail: 'is missing' }];
    const name = expectedName(wanted);
    const type = expectedType(wanted);
    return [
      ...difference(`${what} name`, name, attachment.name, nameRule(name, attachment.name)),
      ...difference(`${what} type`, type, attachment.type, type === attachment.type ? null : undefined),
      ...compareContent(what, source, part, { ...wanted, sizeBytes: attachment.sizeBytes }),
    ];
  });
}

function compareContent(
  what: string,
  source: Buffer,
  part: MimePart,
  expected: ExpectedPart & { sizeBytes: number },
): Difference[] {
  const octets = partOctets(source, part);
  const size: Difference[] =
    octets.length === expected.sizeBytes
      ? []
      : [{ what: `${what} size`, detail: `${expected.sizeBytes} of ${octets.length}` }];
  const { Message, Text, Html, Binary, InlineBinary } = expected.body;
  if (Message !== undefined) {
    const inner = compareMail(octets, Message).map((own) => ({ ...own, what: `${what}: ${own.what}` }));
    return [...size, ...inner];
  }
  const binary = Binary ?? InlineBinary;
  const wanted = binary === undefined ? Buffer.from(asLines(Text ?? Html ?? '')) : Buffer.from(binary);
  const isTextual = binary === undefined;
  const actual = isTextual ? Buffer.from(asLines(partText(source, part))) : octets;
  // a body that was not encoded may have been stored with other line ends
  const isSame = part.encoding === 'base64' && !isTextual ? wanted.equals(actual) : digest(wanted) === digest(actual);
  if (isSame) return size;
  const rule =
    part.encoding === 'uuencode'
      ? 'uuencode'
      : isTextual && isLikeLost(wanted.toString(), actual.toString())
        ? 'charset'
        : undefined;
  return [...size, ...difference(`${what} content`, `${wanted.length} octets`, `${actual.length} octets`, rule)];
}

function isText(type: string): boolean {
  return type.startsWith('text/');
}

function digest(octets: Buffer): string {
  const lines = isUtf8(octets) ? asLines(octets.toString('utf8')) : asLines(octets.toString('latin1'));
  return createHash('sha256').update(lines).digest('hex');
}

function textRule(expected: string, actual: string): Rule | null | undefined {
  if (expected === actual) return null;
  return isLikeLost(expected, actual) ? 'charset' : undefined;
}

function difference(what: string, expected: unknown, actual: unknown, rule: Rule | null | undefined): Difference[] {
  if (rule === null) return [];
  return [{ what, detail: `${brief(actual)} for ${brief(expected)}`, ...(rule === undefined ? {} : { rule }) }];
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 100)}…${text.slice(-50)}` : text;
}

/** The trees were made of mails whose lines ended with LF alone. */
function asLines(text: string): string {
  return text.replaceAll('\r', '');
}
