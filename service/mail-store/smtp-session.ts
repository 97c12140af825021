import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { CodedError } from '../../common/contract/errors';
import type { MailServer } from '../config/schema';
import { toMailError } from './mail-error';
import { failedOutcome, serverWords, type SendOutcome, type SendPhase } from './send-outcome';
import { tlsOptions } from './tls-options';

const CONNECT_TIMEOUT_MS = 15_000;
/** RFC 5321, 4.5.3.2 asks for 5 minutes and more; giving up earlier makes more messages uncertain, not fewer. */
const REPLY_TIMEOUT_MS = 5 * 60_000;
const CHUNK_BYTES = 64 * 1024;

/** A message as it goes over the wire, and whom the server is told it is from and for; `from` is empty for the null sender. */
export type SmtpMessage = { from: string; to: string[]; raw: Buffer };

/** One authenticated SMTP session, for one message at a time. */
export type SmtpSession = {
  isUsable: () => boolean;
  /** Never rejects. `onDataStart` is awaited after the server's 354 and before the first octet; if it throws, none goes out. */
  send: (message: SmtpMessage, onDataStart: () => Promise<void>) => Promise<SendOutcome>;
  /** RSET: keeps an idle session from being dropped, and finds one that is. */
  refresh: () => Promise<boolean>;
  close: () => void;
};

/** Connects and signs in. Throws a `CodedError`. `onEnd` is called once, when the session is of no more use. */
export async function openSmtpSession(server: MailServer, onEnd: () => void): Promise<SmtpSession> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'plain',
    tls: await tlsOptions(server),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: REPLY_TIMEOUT_MS,
    logger: false,
  });
  try {
    await signIn(connection, server);
  } catch (error) {
    connection.close();
    throw toMailError('smtp', error);
  }
  return wrap(connection, onEnd);
}

async function signIn(connection: SMTPConnection, server: MailServer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // most failures of connecting come as an event, some in the callback; either settles it
    connection.on('error', reject);
    connection.once('end', () => reject(new CodedError('mail-connection-lost', 'smtp: closed')));
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  // a relay that lets us in by address may offer no AUTH at all
  if (!connection.allowsAuth) return;
  await new Promise<void>((resolve, reject) => {
    connection.on('error', reject);
    connection.login({ user: server.user, pass: server.pass }, (error) => (error ? reject(error) : resolve()));
  });
}

function wrap(connection: SMTPConnection, onEnd: () => void): SmtpSession {
  let isUsable = true;
  const end = (): void => {
    if (!isUsable) return;
    isUsable = false;
    connection.close();
    onEnd();
  };
  connection.on('error', end);
  connection.once('end', end);
  // a session that ends in the middle answers by its event alone
  const ended = new Promise<boolean>((resolve) => connection.once('end', () => resolve(false)));
  const reset = (): Promise<boolean> =>
    new Promise((resolve) => {
      connection.reset((error) => {
        if (error !== null) end();
        resolve(error === null);
      });
    });
  const refresh = (): Promise<boolean> => (isUsable ? Promise.race([ended, reset()]) : ended);
  return {
    isUsable: () => isUsable,
    refresh,
    close: end,
    send: async (message, onDataStart) => {
      const outcome = await attempt(connection, message, onDataStart);
      // 421 and silence end a session; after a refusal of one message the next needs a clean envelope
      if (outcome.kind === 'uncertain' || outcome.kind === 'not-started') end();
      else if (outcome.kind !== 'accepted') await refresh();
      return outcome;
    },
  };
}

function attempt(
  connection: SMTPConnection,
  message: SmtpMessage,
  onDataStart: () => Promise<void>,
): Promise<SendOutcome> {
  let phase: SendPhase = 'envelope';
  // nodemailer reads from it only after the 354, so this is the moment between the envelope and the first octet
  async function* octets(): AsyncGenerator<Buffer> {
    await onDataStart();
    phase = 'data';
    for (let at = 0; at < message.raw.length; at += CHUNK_BYTES) yield message.raw.subarray(at, at + CHUNK_BYTES);
    // the final dot is written only after this generator ended: from here on only the server knows
    phase = 'handed-over';
  }
  const envelope = {
    from: message.from,
    to: message.to,
    size: message.raw.length,
    use8BitMime: message.raw.some((octet) => octet > 0x7f),
  };
  return new Promise((resolve) => {
    const body = Readable.from(octets(), { objectMode: false });
    connection.send(envelope, body, (error, info) => {
      if (error !== null) return resolve(failedOutcome(error, phase));
      const refused = (info.rejectedErrors ?? []).map((each) => `${each.recipient ?? ''}: ${each.response ?? ''}`);
      resolve({ kind: 'accepted', refused: refused.length > 0 ? serverWords(refused.join('; ')) : null });
    });
  });
}
