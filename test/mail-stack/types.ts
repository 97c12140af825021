import type { MailServer } from '../../service/config/schema';
import type { FaultProxy } from './fault-proxy';

/** How the clients of the stack are told to connect. */
export type TlsMode = 'plain' | 'starttls' | 'implicit';

/** What is wrong, if anything, with the certificate the servers show. `self-signed` is known to no CA file. */
export type CertificateKind = 'valid' | 'expired' | 'self-signed' | 'wrong-name';

/** Extensions a server can be without. `CONDSTORE` takes `QRESYNC` with it. */
export type Capability =
  'MOVE' | 'CONDSTORE' | 'IDLE' | 'UIDPLUS' | 'SPECIAL-USE' | 'LITERAL+' | 'ENABLE' | 'NAMESPACE';

/** Host, port, security and credential in the shape the service's configuration takes. */
export type MailEndpoint = MailServer;

/** Where customers' mail goes in. No TLS, no sign-in: this is the side of the world. */
export type DeliveryEndpoint = { protocol: 'smtp' | 'lmtp'; host: string; port: number };

export type MailStackOptions = {
  /** What `imap` and `smtp` say; all ports are open in any case. Default `plain`. */
  tls?: TlsMode;
  certificate?: CertificateKind;
  /** With `plain` the commands are refused too (by a proxy); over TLS they are only not announced. */
  withoutCapabilities?: Capability[];
  /** IMAP connections per user and address, as `mail_max_userip_connections`. Default: no limit. */
  maxConnections?: number;
  /** Exim's notation, such as `50M`. Default `100M`. */
  messageSizeLimit?: string;
  mta?: 'exim';
  /** The test controls the servers or counts on them: never an existing store. */
  ownServers?: boolean;
  /** Address the servers listen on. A server does not count 127.0.0.1 as insecure, but 127.0.0.2 it does. */
  listen?: string;
  /** Put a fault proxy before IMAP and submission: `imap` and `smtp` then name the proxies. */
  proxied?: boolean;
};

/** A mail as the server holds it. Header names are in lower case, values unfolded, in order of appearance. */
export type StoredMail = {
  uid: number;
  flags: Set<string>;
  internalDate: Date | null;
  headers: Map<string, string[]>;
  raw: Buffer;
};

/** A mail store with a way in for customers' mail, and the customers' own mailboxes. */
export type MailStack = {
  kind: 'fixture' | 'existing';
  imap: MailEndpoint;
  /** Submission. */
  smtp: MailEndpoint;
  delivery: DeliveryEndpoint;
  /** Dovecot's own LMTP port, past the MTA. */
  lmtp: DeliveryEndpoint | null;
  /** An address that delivers into the shared account. On an existing store it is new with each stack. */
  address: (localPart: string) => string;
  customerAddress: (localPart: string) => string;
  /** IMAP access to one customer's mailbox. */
  customerImap: (address: string) => MailEndpoint;
  /** What one customer has received, oldest first. */
  customerMail: (address: string) => Promise<StoredMail[]>;
  /** The fault proxies of a stack started with `proxied` or `withoutCapabilities`; throws without. */
  faults: () => { imap: FaultProxy; smtp: FaultProxy };
  /** IMAP connections of the shared account, or of `user`, as the server counts them. */
  countConnections: (user?: string) => Promise<number>;
  restartDovecot: (how?: 'graceful' | 'kill') => Promise<void>;
  /** Stops Dovecot in its tracks: connections stay open and nothing answers. */
  freeze: () => void;
  thaw: () => void;
  /** The servers' logs as text, for the report of a failed test. */
  logs: () => string;
  /** Temporary folder of the servers; gone after `stop`. */
  dir: string;
  caFile: string | null;
  caPem: string | null;
  stop: () => Promise<void>;
};
