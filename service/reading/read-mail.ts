import { createHash } from 'node:crypto';
import type { Route, RoutingExplanation } from '../../common/contract/configuration/routing-explanation';
import { automaticKind, type AutomaticKind } from '../../common/mail/automatic-mail';
import type { CompiledRouting } from '../routing/compile-routing';
import { recipientAddresses } from '../routing/match-recipient';
import { readContent } from './content/read-content';
import { readStructure } from './mime/structure';
import { readHeader, type MailHeader } from './read-header';
import { readReport } from './reports/read-report';
import { mayBeReport, type MailReport } from './reports/report';

/** Octets of a header that are read; what is longer counts as far. */
const MAX_HEADER = 1024 * 1024;
/** Recipients that are handed on; a mail of ours is answered to few. */
const MAX_RECIPIENTS = 100;

/** A mail as it was fetched. */
export type FetchedMail = {
  /** Its source, or the beginning of it. */
  source: Buffer;
  /** Octets of it that are the header, with the empty line, where the server told them apart; else null. */
  headerLength: number | null;
  /** False where the body, or a part of it, was not fetched. */
  isWhole: boolean;
  arrivedAt: Date;
};

/** What intake needs to know of a mail: little, whatever the mail holds. */
export type ReadMail = {
  header: Omit<MailHeader, 'fields'>;
  /** SHA-256 of the header. */
  headerDigest: Buffer;
  /** By what it shows that no person sent it. */
  automatic: AutomaticKind | null;
  /** By its header; then the body says whether it is one. */
  mayBeReport: boolean;
  /** False where the body, or a part of it, was not there to be read. */
  isWhole: boolean;
  /** Null as well where the body was not fetched. */
  report: MailReport | null;
  route: Route;
  /** Addresses it was sent to, in the order in which routing looks at them. */
  recipientAddresses: string[];
};

/** A mail that could not be read, and why: a few words, nothing from the mail. */
export type UnreadableMail = { unreadable: string };

/** Reads one mail, and routes it by what is there of it. */
export function readMail(mail: FetchedMail, routing: CompiledRouting): ReadMail {
  const headerLength = mail.headerLength ?? endOfHeader(mail.source);
  const rawHeader = mail.source.subarray(0, headerLength);
  const { fields, ...header } = readHeader(rawHeader.subarray(0, MAX_HEADER), mail.source);
  const isReportLike = mayBeReport(fields);
  const hasBody = mail.isWhole || mail.source.length > headerLength;
  const tree = hasBody && (isReportLike || routing.needsBody) ? readStructure(mail.source) : null;
  const content = tree !== null && routing.needsBody ? readContent(tree) : null;
  const { sender, subject } = header;
  const text = content?.text ?? null;
  const attachments = content?.attachments ?? null;
  return {
    header,
    headerDigest: createHash('sha256').update(rawHeader).digest(),
    automatic: automaticKind(fields),
    isWhole: mail.isWhole,
    mayBeReport: isReportLike,
    report: isReportLike && tree !== null ? readReport(tree) : null,
    route: routing.route({ fields, sender, subject, text, attachments }, mail.arrivedAt),
    recipientAddresses: recipientAddresses(fields).slice(0, MAX_RECIPIENTS),
  };
}

/** Why a mail that is there as a whole is routed as it is. */
export function explainMail(
  { source, arrivedAt }: Pick<FetchedMail, 'source' | 'arrivedAt'>,
  routing: CompiledRouting,
): RoutingExplanation {
  const { fields, sender, subject } = readHeader(source.subarray(0, Math.min(endOfHeader(source), MAX_HEADER)), source);
  const content = routing.needsBody ? readContent(readStructure(source)) : null;
  const text = content?.text ?? null;
  const attachments = content?.attachments ?? null;
  return routing.explain({ fields, sender, subject, text, attachments }, arrivedAt);
}

/** Where the body begins: behind the first empty line (RFC 5322, 2.1), at the end where there is none. */
function endOfHeader(source: Buffer): number {
  let lineStart = 0;
  for (let lineEnd = source.indexOf('\n'); lineEnd !== -1; lineEnd = source.indexOf('\n', lineStart)) {
    const isEmpty = lineEnd === lineStart || (lineEnd === lineStart + 1 && source[lineStart] === 0x0d);
    lineStart = lineEnd + 1;
    if (isEmpty) return lineStart;
  }
  return source.length;
}
