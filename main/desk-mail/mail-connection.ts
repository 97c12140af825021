import { ImapFlow } from 'imapflow';
import { rootCertificates } from 'node:tls';
import { CodedError, type ErrorCode } from '../../common/contract/errors';
import type { Connections } from '../../common/contract/ipc';
import type { MailStoreAccess } from '../../common/contract/service-api';
import { describeError, type DeskLog } from '../log';
import { backOffMs, startWait, type Wait } from '../net/back-off';
import { toMailError } from './mail-errors';

export type MailLinkState = { link: Connections['mailStore']; problem: ErrorCode | null };

/**
 * The desk's one IMAP connection. Work is done one piece after the other: a command inside another's FETCH would
 * deadlock in imapflow, and folders are selected and left.
 */
export type MailConnection = {
  state: () => MailLinkState;
  /** Does a piece of work on the open connection, waiting for it if need be. Rejects with a CodedError. */
  run: <T>(work: (client: ImapFlow) => Promise<T>) => Promise<T>;
  /** After sleep: looks whether the other end still answers, or stops waiting for the next attempt. */
  hurry: () => void;
  stop: () => Promise<void>;
};

const BACK_OFF = { firstMs: 500, maxMs: 30_000 };
/** A refused sign-in costs the account: servers slow down and lock out who tries again at once. */
const REFUSED_BACK_OFF = { firstMs: 30_000, maxMs: 300_000 };
/** Work that is asked for while there is no connection waits this long for one. */
const CONNECT_PATIENCE_MS = 15_000;
/** Often enough for NATs, and a frozen server is found within this and {@link SOCKET_TIMEOUT_MS}. */
const NOOP_INTERVAL_MS = 25_000;
const SOCKET_TIMEOUT_MS = 30_000;
const WAKE_TIMEOUT_MS = 4_000;

/** Opens the connection and keeps it: an ImapFlow cannot be used again after its end, so each life has a new one. */
export function openMailConnection(options: {
  access: MailStoreAccess;
  onState: (state: MailLinkState) => void;
  random: () => number;
  log: DeskLog;
}): MailConnection {
  let state: MailLinkState = { link: 'connecting', problem: null };
  let client: ImapFlow | null = null;
  let wait: Wait | null = null;
  let isStopped = false;
  let queue: Promise<unknown> = Promise.resolve();
  const stateListeners = new Set<() => void>();

  const setState = (next: MailLinkState) => {
    state = next;
    for (const listener of stateListeners) listener();
    if (!isStopped) options.onState(next);
  };

  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    // The next piece of work does not care how this one ended; who asked for it gets the error.
    queue = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  };

  const live = async (): Promise<CodedError> => {
    const next = newClient(options.access);
    const ended = new Promise<CodedError>((resolve) => {
      let fault: unknown = null;
      next.on('error', (error: unknown) => (fault ??= error));
      next.on('close', () => resolve(fault === null ? lost() : toMailError(fault)));
    });
    try {
      await next.connect();
    } catch (error) {
      next.close();
      throw toMailError(error);
    }
    if (isStopped) next.close();
    client = next;
    setState({ link: 'connected', problem: null });
    const noop = setInterval(() => {
      enqueue(() => next.noop()).catch((error: unknown) => options.log.warn('mail-noop-failed', describeError(error)));
    }, NOOP_INTERVAL_MS);
    const reason = await ended;
    clearInterval(noop);
    client = null;
    return reason;
  };

  const keep = async () => {
    let failures = 0;
    while (!isStopped) {
      const reason = await live().catch(toMailError);
      failures = reason.code === 'mail-connection-lost' && state.link === 'connected' ? 1 : failures + 1;
      options.log.warn('mail-connection-ended', { code: reason.code, failures });
      setState({ link: reason.code === 'mail-sign-in-refused' ? 'offline' : 'connecting', problem: reason.code });
      const limits = reason.code === 'mail-sign-in-refused' ? REFUSED_BACK_OFF : BACK_OFF;
      wait = startWait(backOffMs(failures, limits, options.random));
      if (!isStopped) await wait.done;
      wait.wake();
      wait = null;
    }
  };
  options.onState(state);
  const kept = keep();

  const whenConnected = async (): Promise<ImapFlow> => {
    if (client?.usable) return client;
    const patience = startWait(CONNECT_PATIENCE_MS);
    const listener = () => {
      // A refusal is an answer: the person should not wait for the patience to run out.
      if (state.link === 'connected' || state.problem !== null) patience.wake();
    };
    stateListeners.add(listener);
    // Somebody waits for it now: the pause between attempts ends.
    wait?.wake();
    if (isStopped) patience.wake();
    await patience.done;
    stateListeners.delete(listener);
    if (client) return client;
    throw new CodedError(state.problem ?? 'mail-host-unreachable', 'No connection to the mail store');
  };

  return {
    state: () => state,
    run: (work) =>
      enqueue(async () => {
        const connected = await whenConnected();
        try {
          return await work(connected);
        } catch (error) {
          throw connected.usable ? toMailError(error) : lost(error);
        }
      }),
    hurry: () => {
      wait?.wake();
      const current = client;
      if (!current) return;
      const deadline = setTimeout(() => current.close(), WAKE_TIMEOUT_MS);
      // Not queued: a piece of work that hangs on the dead connection is what this is to end.
      current
        .noop()
        .catch((error: unknown) => options.log.warn('mail-noop-failed', describeError(error)))
        .finally(() => clearTimeout(deadline));
    },
    stop: async () => {
      isStopped = true;
      wait?.wake();
      const current = client;
      if (current) {
        const deadline = setTimeout(() => current.close(), 2_000);
        await current.logout().catch(() => current.close());
        clearTimeout(deadline);
      }
      await kept;
    },
  };
}

function lost(cause?: unknown): CodedError {
  return new CodedError('mail-connection-lost', 'The connection to the mail store was lost', { cause });
}

function newClient(access: MailStoreAccess): ImapFlow {
  return new ImapFlow({
    host: access.host,
    port: access.port,
    secure: access.security === 'tls',
    // Never left to what the server offers: an attacker on the way can strip the offer.
    doSTARTTLS: access.security === 'starttls',
    auth: { user: access.user, pass: access.pass },
    tls: {
      minVersion: 'TLSv1.2',
      // `ca` replaces Node's list; a store may well have a public certificate beside the own authority.
      ...(access.caPem === null ? {} : { ca: [...rootCertificates, access.caPem] }),
    },
    clientInfo: { name: 'Replydesk' },
    // Its log holds headers and commands.
    logger: false,
    // The service watches the mailbox and tells the desks; this connection only fetches and appends.
    disableAutoIdle: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: SOCKET_TIMEOUT_MS,
    // What one desk reads is bounded below; this bounds a server gone wrong.
    maxLiteralSize: 64 * 1024 * 1024,
    maxResponseSize: 128 * 1024 * 1024,
  });
}
