import { ImapFlow, type Logger } from 'imapflow';
import type { MailServer } from '../config/schema';
import { tlsOptions } from './tls-options';

/**
 * Silence after which the server is asked for a sign of life; a second such time without an answer ends the connection.
 * So a frozen server, or a network that went away silently, is found within 30 s.
 */
const SOCKET_TIMEOUT_MS = 14_000;
const CONNECT_TIMEOUT_MS = 15_000;
/** The library's default of 15 s would see each mail 15 s late; this only keeps IDLE from between two commands of ours. */
const AUTO_IDLE_DELAY_MS = 2;
/** RFC 2177 says 29 minutes; NATs and firewalls forget silent connections after less than five. */
const MAX_IDLE_MS = 4 * 60_000;

/**
 * An unconnected client. IDLE is renewed after the poll interval, which costs two round trips and makes servers that
 * announce IDLE but push nothing tell what is new; where there is no IDLE at all it is the interval of NOOP. `onRefusal`
 * hears of every command that the server refused, also where the library only answers `false`.
 */
export async function createImapClient(
  server: MailServer,
  pollIntervalS: number,
  onRefusal: (error: unknown) => void,
): Promise<ImapFlow> {
  return new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    // never left to what the server offers: an attacker on the way can strip the offer
    doSTARTTLS: server.security === 'starttls',
    auth: { user: server.user, pass: server.pass },
    tls: await tlsOptions(server),
    clientInfo: { name: 'Replydesk' },
    // its log holds headers of mails and the commands: nothing of it is kept
    logger: refusalsOnly(onRefusal),
    disableCompression: true,
    autoIdleDelay: AUTO_IDLE_DELAY_MS,
    maxIdleTime: Math.min(pollIntervalS * 1000, MAX_IDLE_MS),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
  });
}

function refusalsOnly(onRefusal: (error: unknown) => void): Logger {
  const warn = (entry: unknown): void => {
    if (typeof entry === 'object' && entry !== null && 'err' in entry) onRefusal(entry.err);
  };
  // without the other levels, for which the library would put every command and answer into words
  return { warn, error: warn, fatal: warn } as Partial<Logger> as Logger;
}
