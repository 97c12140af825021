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
const LOGOUT_TIMEOUT_MS = 2_000;

type Options = {
  access: MailStoreAccess;
  onState: (state: MailLinkState) => void;
  random: () => number;
  log: DeskLog;
};

/** Opens the connection and keeps it: an ImapFlow cannot be used again after its end, so each life has a new one. */
export function openMailConnection(options: Options): MailConnection {
  return new KeptConnection(options);
}

class KeptConnection implements MailConnection {
  private current: MailLinkState = { link: 'connecting', problem: null };
  private client: ImapFlow | null = null;
  private wait: Wait | null = null;
  private isStopped = false;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly waiters = new Set<() => void>();
  private readonly kept: Promise<void>;

  constructor(private readonly options: Options) {
    this.kept = this.keep();
  }

  state(): MailLinkState {
    return this.current;
  }

  run<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    return this.enqueue(async () => {
      const connected = await this.whenConnected();
      try {
        return await work(connected);
      } catch (error) {
        throw connected.usable ? toMailError(error) : lost(error);
      }
    });
  }

  hurry(): void {
    this.wait?.wake();
    const current = this.client;
    if (!current) return;
    const deadline = setTimeout(() => current.close(), WAKE_TIMEOUT_MS);
    // Not queued: a piece of work that hangs on the dead connection is what this is to end.
    current
      .noop()
      .catch(this.noopFailed)
      .finally(() => clearTimeout(deadline));
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.wait?.wake();
    const current = this.client;
    if (current) {
      const deadline = setTimeout(() => current.close(), LOGOUT_TIMEOUT_MS);
      await current.logout().catch(() => current.close());
      clearTimeout(deadline);
    }
    await this.kept;
  }

  private async keep(): Promise<void> {
    let failures = 0;
    while (!this.isStopped) {
      const reason = await this.live().catch(toMailError);
      // A connection that had worked is tried again soon; one that never came about less and less often.
      failures = this.current.link === 'connected' ? 1 : failures + 1;
      const isRefused = reason.code === 'mail-sign-in-refused';
      this.setState({ link: isRefused ? 'offline' : 'connecting', problem: reason.code });
      if (this.isStopped) return;
      this.options.log.warn('mail-connection-ended', { code: reason.code, failures });
      const isSlow = isRefused || reason.code === 'mail-throttled';
      this.wait = startWait(backOffMs(failures, isSlow ? REFUSED_BACK_OFF : BACK_OFF, this.options.random));
      await this.wait.done;
      this.wait = null;
    }
  }

  /** One connection from its start to its end, which is what it answers with. */
  private async live(): Promise<CodedError> {
    const client = newClient(this.options.access);
    const ended = new Promise<CodedError>((resolve) => {
      let fault: unknown = null;
      client.on('error', (error: unknown) => (fault ??= error));
      client.on('close', () => resolve(fault === null ? lost() : toMailError(fault)));
    });
    try {
      await client.connect();
    } catch (error) {
      client.close();
      throw toMailError(error);
    }
    if (this.isStopped) client.close();
    this.client = client;
    this.setState({ link: 'connected', problem: null });
    const noop = setInterval(() => {
      this.enqueue(() => client.noop()).catch(this.noopFailed);
    }, NOOP_INTERVAL_MS);
    const reason = await ended;
    clearInterval(noop);
    this.client = null;
    return reason;
  }

  private async whenConnected(): Promise<ImapFlow> {
    if (this.client?.usable) return this.client;
    const patience = startWait(CONNECT_PATIENCE_MS);
    const waiter = () => {
      // A refusal is an answer: the person should not wait for the patience to run out.
      if (this.current.link === 'connected' || this.current.problem !== null) patience.wake();
    };
    this.waiters.add(waiter);
    // Somebody waits for it now: the pause between attempts ends.
    this.wait?.wake();
    if (this.isStopped) patience.wake();
    await patience.done;
    this.waiters.delete(waiter);
    if (this.client) return this.client;
    throw new CodedError(this.current.problem ?? 'mail-host-unreachable', 'No connection to the mail store');
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    // The next piece of work does not care how this one ended; who asked for it gets the error.
    this.queue = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private setState(next: MailLinkState): void {
    this.current = next;
    for (const waiter of this.waiters) waiter();
    if (!this.isStopped) this.options.onState(next);
  }

  private readonly noopFailed = (error: unknown) => {
    this.options.log.warn('mail-noop-failed', describeError(error));
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
