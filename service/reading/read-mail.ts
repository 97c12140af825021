import { hash } from 'node:crypto';
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
  /** SHA-256 of the header, in hexadecimal: between threads a string costs least. */
  headerDigest: string;
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
    headerDigest: hash('sha256', rawHeader),
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
  if (source[0] === 0x0a) return 1;
  if (source[0] === 0x0d && source[1] === 0x0a) return 2;
  const withReturn = source.indexOf('\n\r\n');
  // whichever comes first; a body is not searched for what the header ended with
  const bare = (withReturn === -1 ? source : source.subarray(0, withReturn + 1)).indexOf('\n\n');
  if (bare !== -1) return bare + 2;
  return withReturn === -1 ? source.length : withReturn + 3;
}
