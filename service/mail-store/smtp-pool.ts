import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CodedError, type ErrorCode } from '../../common/contract/errors';
import type { MailServer } from '../config/schema';
import { reconnectDelayMs } from './back-off';
import { mailErrorCode } from './mail-error';
import type { SendOutcome } from './send-outcome';
import { openSmtpSession, type SmtpMessage, type SmtpSession } from './smtp-session';

/** Shorter than the idle time after which servers hang up (RFC 5321: 5 minutes; many take less). */
const REFRESH_MS = 60_000;
/** A session that held for this long was a good one: the next failure starts the back-off anew. */
const STABLE_MS = 5000;

export type SmtpPoolOptions = {
  server: MailServer;
  maxSessions: number;
  log: Logger;
  /** The server is reached, for the first time or again. */
  onReady: () => void;
  random?: () => number;
};

/** SMTP sessions that are kept and used again: a session for each mail costs more than the mail. */
export type SmtpPool = {
  status: () => { connected: boolean; problem: ErrorCode | null };
  /** Never rejects; see `SmtpSession.send`. At most `maxSessions` at a time, the others wait. */
  send: (message: SmtpMessage, onDataStart: () => Promise<void>) => Promise<SendOutcome>;
  /** Closes every session, also one that is sending; its message is then `uncertain` or surely not sent. */
  stop: () => Promise<void>;
};

/** Starts to connect and returns at once. One session is always open, so that the first mail does not wait for one. */
export function startSmtpPool(options: SmtpPoolOptions): SmtpPool {
  const pool = new Pool(options);
  const ended = pool.keepWarm();
  return {
    status: () => ({ connected: pool.isReady, problem: pool.problem }),
    send: (message, onDataStart) => pool.send(message, onDataStart),
    stop: async () => {
      pool.close();
      await ended;
    },
  };
}

class Pool {
  isReady = false;
  problem: ErrorCode | null = null;
  private readonly sessions = new Set<SmtpSession>();
  private readonly idle: SmtpSession[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly stopping = new AbortController();
  private wake = new AbortController();
  private busy = 0;
  private failures = 0;
  /** The time (of `performance.now`) before which no session is opened for keeping. */
  private openAt = 0;

  constructor(private readonly options: SmtpPoolOptions) {}

  async keepWarm(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const isMissing = this.sessions.size === 0 || !this.isReady;
      if (!isMissing) await this.refreshIdle();
      else if (performance.now() >= this.openAt) await this.openIdle();
      this.wake = new AbortController();
      const either = AbortSignal.any([signal, this.wake.signal]);
      await delay(this.waitMs(), undefined, { signal: either }).catch(() => undefined);
    }
  }

  async send(message: SmtpMessage, onDataStart: () => Promise<void>): Promise<SendOutcome> {
    if (this.busy >= this.options.maxSessions) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.busy += 1;
    try {
      const kept = this.idle.pop();
      if (kept !== undefined) {
        const outcome = await this.sendBy(kept, message, onDataStart);
        // a kept session may have been dropped unnoticed; nothing was handed over, so a new one may try at once
        if (outcome.kind !== 'not-started' || this.stopping.signal.aborted) return this.judged(outcome);
      }
      return this.judged(await this.sendBy(await this.open(), message, onDataStart));
    } catch (error) {
      return this.judged({ kind: 'not-started', code: mailErrorCode(error) ?? 'internal' });
    } finally {
      this.busy -= 1;
      this.waiting.shift()?.();
    }
  }

  close(): void {
    this.stopping.abort();
    this.isReady = false;
    for (const session of this.sessions) session.close();
  }

  private waitMs(): number {
    if (this.isReady && this.sessions.size > 0) return REFRESH_MS;
    return Math.max(this.openAt - performance.now(), 0);
  }

  private async refreshIdle(): Promise<void> {
    for (const session of [...this.idle]) {
      const at = this.idle.indexOf(session);
      if (at < 0) continue;
      this.idle.splice(at, 1);
      if (await session.refresh()) this.idle.push(session);
    }
  }

  private async sendBy(
    session: SmtpSession,
    message: SmtpMessage,
    onDataStart: () => Promise<void>,
  ): Promise<SendOutcome> {
    const outcome = await session.send(message, onDataStart);
    if (session.isUsable()) this.idle.push(session);
    return outcome;
  }

  private judged(outcome: SendOutcome): SendOutcome {
    if (outcome.kind === 'not-started') this.fail(outcome.code);
    else this.failures = 0;
    return outcome;
  }

  private async open(): Promise<SmtpSession> {
    if (this.stopping.signal.aborted) throw new CodedError('cancelled', 'smtp: stopping');
    const openedAt = performance.now();
    const session = await openSmtpSession(this.options.server, () =>
      this.forget(session, performance.now() - openedAt),
    );
    this.sessions.add(session);
    if (this.stopping.signal.aborted) session.close();
    else if (!this.isReady) this.ready();
    return session;
  }

  private async openIdle(): Promise<void> {
    try {
      this.idle.push(await this.open());
    } catch (error) {
      this.fail(mailErrorCode(error) ?? 'internal');
    }
  }

  private forget(session: SmtpSession, heldMs: number): void {
    this.sessions.delete(session);
    const at = this.idle.indexOf(session);
    if (at >= 0) this.idle.splice(at, 1);
    // a server that hangs up on an idle session is asked for a new one at once; one that always does, with back-off
    if (heldMs > STABLE_MS) this.failures = 0;
    else this.backOff();
    this.wake.abort();
  }

  private backOff(): void {
    const random = (this.options.random ?? Math.random)();
    this.openAt = performance.now() + reconnectDelayMs(this.failures, this.problem, random);
    this.failures += 1;
  }

  private ready(): void {
    this.isReady = true;
    this.problem = null;
    this.options.log.info('connected to the SMTP server');
    this.options.onReady();
  }

  private fail(code: ErrorCode): void {
    if (this.stopping.signal.aborted) return;
    this.options.log[code === this.problem ? 'debug' : 'warn']({ code }, 'the SMTP server does not take mail');
    this.isReady = false;
    this.problem = code;
    this.backOff();
    // it may be asleep for long, believing that all is well
    this.wake.abort();
  }
}
