import type { Configuration } from '../../common/contract/configuration/configuration';
import type { FetchedMail, ReadMail, UnreadableMail } from './read-mail';

/** A mail on its way to the worker: where it stands in the octets that are sent with it. */
export type PostedMail = Omit<FetchedMail, 'source'> & { start: number; end: number };

/** What the worker is told. The octets of all mails are moved to it as one piece. */
export type ToWorker =
  | { kind: 'configure'; configuration: Configuration }
  | { kind: 'read'; octets: Uint8Array<ArrayBuffer>; mails: readonly PostedMail[] };

/** What it answers to each message, in their order. */
export type FromWorker =
  { kind: 'configured'; needsBody: boolean } | { kind: 'read'; answers: (ReadMail | UnreadableMail)[] };
