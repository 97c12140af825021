import type { Configuration } from '../../common/contract/configuration/configuration';
import { ConfigurationInForce } from '../config/current-configuration';
import type { ServiceConfig } from '../config/schema';
import type { ServiceDeps } from '../deps';
import { keepImapConnection, type ImapConnection } from '../mail-store/imap-connection';
import { startMailReader, type MailReader } from '../reading';
import type { RunningIntake } from '../running';
import type { Topic } from '../store/topics';
import { startWakeLoop, type WakeLoop } from '../wake-loop';
import { Mover } from './moves/mover';
import { WatchedFolders } from './watched-folders';

/** How often queues and entry points are looked for while there are none. */
const UNCONFIGURED_RETRY_MS = 1000;
/** A look at the whole of each folder now and then finds what a server failed to announce. */
const RECONCILE_MS = 5 * 60_000;
/** Contacts change state in bursts, and many mails are moved by one command. */
const MOVE_DELAY_MS = 200;

/**
 * Watches the Inbox and the folders that are configured beside it, takes every mail in exactly once, and moves mails to
 * where the state of their contact wants them. Returns at once; the mail store may come and go.
 */
export function startIntake(deps: ServiceDeps, config: ServiceConfig): Promise<RunningIntake> {
  const intake = new Intake({ ...deps, log: deps.log.child({ part: 'intake' }) }, config);
  return Promise.resolve({
    status: () => intake.connection.status(),
    folders: () => intake.watched.figures(),
    stop: () => intake.stop(),
  });
}

class Intake {
  readonly connection: ImapConnection;
  readonly watched: WatchedFolders;
  private readonly mover: Mover;
  private readonly reader: MailReader;
  private readonly inForce: ConfigurationInForce;
  private readonly loop: WakeLoop;
  private readonly unsubscribe: () => void;
  private readonly pollMs: number;
  private reconcileAt: number;
  private pollAt = 0;
  private hasMoves = false;
  private moveTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly deps: ServiceDeps,
    { mailStore: { imap, folders, pollIntervalS } }: ServiceConfig,
  ) {
    this.pollMs = pollIntervalS * 1000;
    this.reconcileAt = deps.now().getTime() + RECONCILE_MS;
    this.connection = keepImapConnection({
      server: imap,
      folder: folders.inbox,
      pollIntervalS,
      log: deps.log,
      onOpen: () => this.lookAtAll(),
      onLost: () => this.watched.lost(),
      onNewMail: () => this.loop.wake(),
      onCount: (count) => this.watched.inboxHolds(count),
    });
    this.reader = startMailReader({ log: deps.log });
    const own = [folders.outbox, folders.sent, folders.drafts];
    this.watched = new WatchedFolders(deps, {
      connection: this.connection,
      reader: this.reader,
      inbox: folders.inbox,
      own,
    });
    this.mover = new Mover(deps, this.connection);
    this.inForce = new ConfigurationInForce(deps.db, deps.log);
    this.loop = startWakeLoop({ run: () => this.run(), now: deps.now, log: deps.log });
    this.unsubscribe = deps.bus.subscribe((topic) => this.hear(topic));
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    clearTimeout(this.moveTimer);
    this.watched.halt();
    this.mover.halt();
    await Promise.all([this.loop.stop(), this.connection.stop()]);
    await this.reader.stop();
  }

  private async run(): Promise<Date | null> {
    // the connection wakes the loop when it is back
    if (!this.connection.status().connected) return null;
    const now = this.deps.now().getTime();
    const current = await this.inForce.get();
    if (current === null) return new Date(now + UNCONFIGURED_RETRY_MS);
    const { intake } = current.configuration;
    await this.reader.configure(current.configuration);
    this.watched.configure(intake.folders);
    if (now >= this.reconcileAt) this.watched.forget();
    if (now >= this.reconcileAt) this.reconcileAt = now + RECONCILE_MS;
    const isPollDue = now >= this.pollAt;
    // before it, so that who asks for another look meanwhile gets it
    if (isPollDue) this.pollAt = now + this.pollMs;
    try {
      await this.mover.recover();
      await this.watched.collect(isPollDue);
    } catch (error) {
      this.pollAt = 0;
      throw error;
    }
    return this.move(intake, now);
  }

  private async move({ moves, folders }: Configuration['intake'], now: number): Promise<Date> {
    this.hasMoves = Object.values(moves).some((folder) => folder !== null);
    if (await this.mover.move(moves)) return new Date(now);
    return new Date(folders.length > 0 ? Math.min(this.reconcileAt, this.pollAt) : this.reconcileAt);
  }

  private lookAtAll(): void {
    this.mover.forget();
    this.watched.forget();
    this.pollAt = 0;
    this.loop.wake();
  }

  private hear(topic: Topic): void {
    if (topic.topic === 'intake' && topic.lookAgainAt !== undefined) {
      this.watched.tryAgainIn(topic.lookAgainAt);
      this.pollAt = 0;
      this.loop.wake();
    }
    if (topic.topic === 'resync') this.lookAtAll();
    if (topic.topic === 'configuration') {
      this.pollAt = 0;
      this.loop.wake();
    }
    // a contact's state changed
    if (this.hasMoves && (topic.topic === 'queues' || topic.topic === 'work' || topic.topic === 'desk')) {
      this.moveTimer ??= setTimeout(() => {
        this.moveTimer = undefined;
        this.loop.wake();
      }, MOVE_DELAY_MS);
    }
  }
}
