import type { Logger } from 'pino';
import type { Configuration } from '../../common/contract/configuration/configuration';
import type { FromWorker, PostedMail } from './messages';
import type { FetchedMail, ReadMail, UnreadableMail } from './read-mail';
import { NoAnswer, WorkerThread } from './worker-thread';

/** The thread is there and has compiled 1,000 rules long before this. */
const START_LIMIT_MS = 30_000;
/** For the mails of one call, or one of them alone: a hundred times of what the worst take that are read at all. */
const READ_LIMIT_MS = 10_000;

/** Reads mails, whatever they hold, and routes them by the configuration it was given last. */
export type MailReader = {
  configure: (configuration: Configuration) => Promise<void>;
  /** Whether routing looks at more than the header, so that mails have to be fetched with their body. */
  needsBody: () => boolean;
  /**
   * Gives an answer for each, in order. Throws where there is no thread to read in, and never because of a mail: one that
   * takes too long or too much memory twice is unreadable, and the others of the call are read all the same.
   */
  read: (mails: readonly FetchedMail[]) => Promise<(ReadMail | UnreadableMail)[]>;
  stop: () => Promise<void>;
};

/** Starts what reads mails: a thread of its own, made anew when it dies. Nothing is read before it is configured. */
export function startMailReader({
  log,
  readLimitMs = READ_LIMIT_MS,
}: {
  log: Logger;
  readLimitMs?: number;
}): MailReader {
  const reader = new ThreadedReader(log, readLimitMs);
  return {
    configure: (configuration) => reader.inTurn(() => reader.configure(configuration)),
    needsBody: () => reader.needsBody,
    read: (mails) => reader.inTurn(() => reader.readAll(mails)),
    stop: () => reader.inTurn(() => reader.stop()),
  };
}

class ThreadedReader {
  needsBody = false;
  private configuration: Configuration | null = null;
  private thread: WorkerThread | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly log: Logger,
    private readonly readLimitMs: number,
  ) {}

  /** The thread answers one question at a time. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async configure(configuration: Configuration): Promise<void> {
    if (this.configuration === configuration && this.thread !== null) return;
    this.configuration = configuration;
    await this.startedThread(true);
  }

  async readAll(mails: readonly FetchedMail[]): Promise<(ReadMail | UnreadableMail)[]> {
    const together = await this.tryToRead(mails);
    if (Array.isArray(together)) return together;
    this.log.warn(
      { mails: mails.length, reason: together.message },
      'mails could not be read, and are tried one by one',
    );
    const answers: (ReadMail | UnreadableMail)[] = [];
    for (const mail of mails) {
      const alone = await this.tryToRead([mail]);
      answers.push(...(Array.isArray(alone) ? alone : [{ unreadable: alone.message }]));
    }
    return answers;
  }

  async stop(): Promise<void> {
    await this.thread?.end();
    this.thread = null;
  }

  private async tryToRead(mails: readonly FetchedMail[]): Promise<(ReadMail | UnreadableMail)[] | NoAnswer> {
    if (mails.length === 0) return [];
    const thread = await this.startedThread(false);
    const { octets, posted } = inOnePiece(mails);
    try {
      const answer = await thread.ask({ kind: 'read', octets, mails: posted }, [octets.buffer], this.readLimitMs);
      return answersOf(answer);
    } catch (error) {
      this.thread = null;
      if (error instanceof NoAnswer) return error;
      throw error;
    }
  }

  private async startedThread(isNewlyConfigured: boolean): Promise<WorkerThread> {
    const { configuration } = this;
    if (configuration === null) throw new Error('mails are read before there is a configuration');
    if (this.thread !== null && !isNewlyConfigured) return this.thread;
    const thread = this.thread ?? new WorkerThread();
    this.thread = null;
    const answer = await thread.ask({ kind: 'configure', configuration }, [], START_LIMIT_MS);
    this.needsBody = answer.kind === 'configured' && answer.needsBody;
    this.thread = thread;
    return thread;
  }
}

/** Copied once: what is moved to the thread is gone with it, and may have to be read again. */
function inOnePiece(mails: readonly FetchedMail[]): { octets: Uint8Array<ArrayBuffer>; posted: PostedMail[] } {
  const octets = new Uint8Array(mails.reduce((sum, { source }) => sum + source.length, 0));
  let at = 0;
  const posted = mails.map(({ source, ...mail }) => {
    const start = at;
    octets.set(source, start);
    at += source.length;
    return { ...mail, start, end: at };
  });
  return { octets, posted };
}

function answersOf(answer: FromWorker): (ReadMail | UnreadableMail)[] {
  if (answer.kind !== 'read') throw new Error('the thread answered something else');
  return answer.answers;
}
