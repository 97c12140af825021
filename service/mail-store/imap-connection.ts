import { setTimeout as delay } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import type { Logger } from 'pino';
import { CodedError, type ErrorCode } from '../../common/contract/errors';
import type { MailServer } from '../config/schema';
import { reconnectDelayMs, throttledDelayMs } from './back-off';
import { createImapClient } from './imap-client';
import { toMailError } from './mail-error';
import { selectedFolder, type StoreFolder } from './store-folder';
import { ThrottledError } from './throttling';

/** A connection that held for this long was a good one: the next loss starts the back-off anew. */
const STABLE_MS = 5000;
/** A server that let a connection work for this long throttles no more: its next refusal is a first one. */
const UNTHROTTLED_MS = 10 * 60_000;
const LOGOUT_TIMEOUT_MS = 1000;

export type ImapConnectionOptions = {
  server: MailServer;
  /** The folder that is watched; created where it is missing. */
  folder: string;
  pollIntervalS: number;
  log: Logger;
  /** The folder is selected, for the first time or again: anything may have changed since. */
  onOpen: () => void;
  /** The connection ended, which is told of one that was there. */
  onLost?: () => void;
  /** There may be new mail in the folder. */
  onNewMail: () => void;
  /** The server said how many mails the folder holds. */
  onCount?: (count: number) => void;
  random?: () => number;
  /** Waits before the next attempt; a test has its own clock. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** One IMAP connection that is kept: connected again, with back-off, whenever and for whatever reason it ends. */
export type ImapConnection = {
  status: () => { connected: boolean; problem: ErrorCode | null };
  /** Messages in the watched folder when the server last said so. */
  messageCount: () => number;
  /**
   * Runs `work` in the watched folder, or in another, one at a time. Throws `CodedError`: `mail-connection-lost` while
   * there is no connection, or when it ends in the middle (then it is unknown what the last command did); and
   * `FolderRefused` where another folder cannot be selected. One that is missing is created, unless `mayCreate` is false.
   */
  withFolder: <T>(
    work: (folder: StoreFolder) => Promise<T>,
    path?: string,
    options?: { mayCreate: boolean },
  ) => Promise<T>;
  /** What the server says of another folder, which is not selected for it. */
  folderStatus: (path: string) => Promise<FolderStatus | 'missing' | 'refused'>;
  /** Lets what runs finish, signs off and never connects again. */
  stop: () => Promise<void>;
};

/** Starts to connect and returns at once; `status` tells how it goes. */
export function keepImapConnection(options: ImapConnectionOptions): ImapConnection {
  const kept = new KeptConnection(options);
  const ended = kept.run();
  return {
    status: () => ({ connected: kept.client !== null, problem: kept.problem }),
    messageCount: () => kept.messageCount,
    withFolder: (work, path, { mayCreate } = { mayCreate: true }) =>
      kept.withFolder(work, path ?? options.folder, mayCreate),
    folderStatus: (path) => kept.folderStatus(path),
    stop: async () => {
      await kept.close();
      await ended;
    },
  };
}

/** A folder that cannot be selected, though the connection is there. */
export class FolderRefused extends Error {
  constructor(
    readonly problem: 'missing' | 'refused',
    options: { cause: unknown },
  ) {
    super(`imap: a folder is ${problem}`, options);
    this.name = 'FolderRefused';
  }
}

/** `path` is the server's own name for it, with its namespace; `uidNext` is null where the server does not say. */
export type FolderStatus = { path: string; messages: number; uidNext: number | null; uidValidity: number };

class KeptConnection {
  /** Set while connected with the watched folder selected. */
  client: ImapFlow | null = null;
  problem: ErrorCode | null = null;
  private count = 0;
  /** The watched folder's path as the server has it: with its namespace, INBOX in capitals. */
  private watched = '';
  private readonly stopping = new AbortController();
  private readonly random: () => number;
  private readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Why the server asked to be left alone, on the connection that is, or was last. */
  private throttled: ThrottledError | null = null;
  private throttledTimes = 0;

  constructor(private readonly options: ImapConnectionOptions) {
    this.random = options.random ?? Math.random;
    this.pause = options.pause ?? ((ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined));
  }

  async run(): Promise<void> {
    for (let attempt = 0; !this.stopping.signal.aborted; attempt += 1) {
      const heldMs = await this.connectAndHold();
      if (heldMs > STABLE_MS) attempt = 0;
      if (heldMs > UNTHROTTLED_MS) this.throttledTimes = 0;
      await this.pause(this.delayMs(attempt), this.stopping.signal);
    }
  }

  private delayMs(attempt: number): number {
    if (this.throttled === null) return reconnectDelayMs(attempt, this.problem, this.random());
    const { retryAfterMs } = this.throttled;
    this.throttledTimes += 1;
    return throttledDelayMs(this.throttledTimes - 1, retryAfterMs, this.random());
  }

  /**
   * A server that throttles one command does so with the next: the connection is ended, so that whoever works with it
   * stops, and comes back when the time is up.
   */
  private hearRefusal(client: ImapFlow, error: unknown): void {
    const told = toMailError('imap', error);
    if (!(told instanceof ThrottledError)) return;
    this.throttled = told;
    if (this.client === client) client.close();
  }

  /** Messages in the watched folder when the server last said so. */
  get messageCount(): number {
    return this.count;
  }

  async withFolder<T>(work: (folder: StoreFolder) => Promise<T>, path: string, mayCreate: boolean): Promise<T> {
    return this.using(async (client) => {
      const lock = await this.lockFolder(client, path, mayCreate);
      try {
        return await work(selectedFolder(client));
      } finally {
        lock.release();
        if (path !== this.options.folder) await this.watchAgain(client);
      }
    });
  }

  async folderStatus(path: string): Promise<FolderStatus | 'missing' | 'refused'> {
    return this.using(async (client) => {
      try {
        const found = await client.status(path, { messages: true, uidNext: true, uidValidity: true });
        if (!found && this.throttled !== null) throw this.throttled;
        if (!found && !client.usable) throw new CodedError('mail-connection-lost', 'imap: closed');
        if (!found) return 'refused';
        const { messages = 0, uidNext, uidValidity } = found;
        return { path: found.path, messages, uidNext: uidNext ?? null, uidValidity: Number(uidValidity ?? 0) };
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'NotFound') return 'missing';
        throw error;
      }
    });
  }

  private async using<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const client = this.client;
    if (client === null) throw new CodedError('mail-connection-lost', 'imap: not connected');
    try {
      return await work(client);
    } catch (error) {
      // of the server, or of the work itself, and then it is none that throttles
      if (error instanceof Error && 'responseStatus' in error) this.hearRefusal(client, error);
      // an error of the work itself, of the database for instance, is not ours to translate
      throw client.usable ? error : toMailError('imap', this.throttled ?? error);
    }
  }

  private async lockFolder(client: ImapFlow, path: string, mayCreate: boolean) {
    const lock = (): ReturnType<ImapFlow['getMailboxLock']> => client.getMailboxLock(path);
    try {
      return await (mayCreate ? createdIfMissing(client, path, lock) : lock());
    } catch (error) {
      if (!client.usable || path === this.options.folder) throw error;
      throw new FolderRefused(isMissing(error) ? 'missing' : 'refused', { cause: error });
    }
  }

  async close(): Promise<void> {
    this.stopping.abort();
    const client = this.client;
    if (client === null) return;
    // LOGOUT queues behind the command that runs; a server that does not answer is not waited for
    const signOff = client.logout().catch(() => undefined);
    await Promise.race([signOff, delay(LOGOUT_TIMEOUT_MS, undefined, { ref: false })]);
    client.close();
  }

  /** Resolves when the connection has ended, with how long it held (0 where there was none). */
  private async connectAndHold(): Promise<number> {
    const { log, folder } = this.options;
    let lost: unknown = null;
    try {
      this.throttled = null;
      const client: ImapFlow = await createImapClient(this.options.server, this.options.pollIntervalS, (error) =>
        this.hearRefusal(client, error),
      );
      const closed = new Promise<void>((resolve) => client.once('close', resolve));
      // without a listener Node ends the process; 'close' follows in every case
      client.on('error', (error) => (lost = error));
      if (this.stopping.signal.aborted) return 0;
      const giveUp = (): void => client.close();
      this.stopping.signal.addEventListener('abort', giveUp, { once: true });
      try {
        await this.open(client);
      } catch (error) {
        client.close();
        throw error;
      } finally {
        this.stopping.signal.removeEventListener('abort', giveUp);
      }
      const openedAt = performance.now();
      this.client = client;
      this.problem = null;
      log.info({ folder }, 'connected to the mail store');
      this.options.onOpen();
      await closed;
      this.client = null;
      this.options.onLost?.();
      if (!this.stopping.signal.aborted)
        this.fail(this.throttled ?? lost ?? new CodedError('mail-connection-lost', 'imap: closed'));
      return performance.now() - openedAt;
    } catch (error) {
      if (!this.stopping.signal.aborted) this.fail(error);
      return 0;
    }
  }

  private fail(error: unknown): void {
    const told = toMailError('imap', error);
    const { code, message } = told;
    if (told instanceof ThrottledError) this.throttled = told;
    // once per cause, not once per attempt
    const level = code === this.problem ? 'debug' : 'warn';
    this.problem = code;
    this.options.log[level]({ code, detail: message, folder: this.options.folder }, 'the mail store is not connected');
  }

  private async open(client: ImapFlow): Promise<void> {
    const { folder } = this.options;
    client.on('exists', (event) => {
      if (event.path !== this.watched) return;
      this.setCount(event.count);
      if (event.count > event.prevCount) this.options.onNewMail();
    });
    client.on('expunge', () => {
      if (client.mailbox !== false && client.mailbox.path === this.watched) this.setCount(client.mailbox.exists);
    });
    await client.connect();
    await this.select(client, folder);
  }

  private async select(client: ImapFlow, folder: string): Promise<void> {
    const opened = await createdIfMissing(client, folder, () => client.mailboxOpen(folder));
    this.watched = opened.path;
    this.setCount(opened.exists);
  }

  private setCount(count: number): void {
    this.count = count;
    this.options.onCount?.(count);
  }

  /** Goes back to the watched folder; what came in while another was selected was not pushed. */
  private async watchAgain(client: ImapFlow): Promise<void> {
    const lock = await client.getMailboxLock(this.options.folder);
    if (client.mailbox !== false) this.setCount(client.mailbox.exists);
    lock.release();
    this.options.onNewMail();
  }
}

/** A store that was just set up has neither Outbox nor Sent. */
async function createdIfMissing<T>(client: ImapFlow, path: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!isMissing(error)) throw error;
    await client.mailboxCreate(path);
    return open();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'mailboxMissing' in error && error.mailboxMissing === true;
}
