import type { FolderProblem, WatchedFolder } from '../../common/contract/intake';
import type { ServiceDeps } from '../deps';
import { FolderRefused, type FolderStatus, type ImapConnection } from '../mail-store/imap-connection';
import type { MailReader } from '../reading';
import { Collector } from './collect';
import { Elsewhere } from './elsewhere';
import { FolderTally } from './folder-tally';

type Watched = {
  path: string;
  tally: FolderTally;
  collector: Collector;
  /** What the server said of it when it was last looked at with success; null: nothing that counts. */
  seen: FolderStatus | null;
};

export type WatchedFoldersOptions = {
  connection: Pick<ImapConnection, 'withFolder' | 'folderStatus'>;
  reader: MailReader;
  /** The folder that the connection has selected at rest. */
  inbox: string;
  /** Folders of our own messages, which are never taken in. */
  own: readonly string[];
};

/** Mails of one folder may be asked for in another, whose are asked for in a third. */
const MAX_ROUNDS = 3;

/**
 * The folders whose mails are taken in, on one connection: it rests in the Inbox, which tells of its own accord; of the
 * others the status is asked for, and one is selected only when that changed. A folder that cannot be watched is named
 * with its problem, and the others go on; none but the Inbox is created.
 */
export class WatchedFolders {
  private readonly inbox: Watched;
  private others = new Map<string, Watched>();
  private readonly elsewhere = new Elsewhere();
  private isHalted = false;

  constructor(
    private readonly deps: ServiceDeps,
    private readonly options: WatchedFoldersOptions,
  ) {
    this.inbox = this.watch(options.inbox);
  }

  /** What each of them holds; the Inbox first. */
  figures(): WatchedFolder[] {
    return this.all().map(({ tally }) => tally.figures());
  }

  /** The server said how many mails the Inbox holds. */
  inboxHolds(count: number): void {
    this.inbox.tally.stored(count);
  }

  /** The folders that are watched beside the Inbox from now on. */
  configure(paths: readonly string[]): void {
    const wanted = new Set(paths.filter((path) => !isSame(path, this.options.inbox)));
    this.others = new Map([...wanted].map((path) => [path, this.others.get(path) ?? this.watch(path)]));
  }

  /** The connection is gone. */
  lost(): void {
    for (const { tally } of this.all()) tally.lost();
  }

  /** Everything is looked at as if for the first time. */
  forget(): void {
    for (const { collector } of this.all()) collector.forget();
  }

  /** A mail of this folder is to be tried again. */
  tryAgainIn(path: string): void {
    for (const watched of this.all()) if (isSame(watched.path, path)) watched.collector.forgetFailures();
  }

  /** Ends what is going on after the mail it is at. */
  halt(): void {
    this.isHalted = true;
    for (const { collector } of this.all()) collector.halt();
  }

  /** Takes in what is new in the Inbox, and in the others if `alsoOthers`. */
  async collect(alsoOthers: boolean): Promise<void> {
    this.elsewhere.forget();
    await this.collectInbox();
    if (alsoOthers) for (const watched of this.others.values()) await this.look(watched);
    for (let round = 0; round < MAX_ROUNDS && this.elsewhere.hasQuestions && !this.isHalted; round += 1) {
      await this.elsewhere.ask(this.options.connection);
      if (!this.inbox.collector.isCaughtUp) await this.collectInbox();
      for (const watched of this.others.values()) {
        if (!watched.collector.isCaughtUp) await this.look(watched);
      }
    }
  }

  private async collectInbox(): Promise<void> {
    await this.options.connection.withFolder((folder) => this.inbox.collector.collect(folder));
  }

  private async look(watched: Watched): Promise<void> {
    if (this.isHalted) return;
    const { path, tally, collector } = watched;
    const { connection, own } = this.options;
    if (own.some((folder) => isSame(folder, path))) {
      this.fail(watched, 'own-folder');
      return;
    }
    const status = await connection.folderStatus(path);
    if (typeof status === 'string') {
      this.fail(watched, status);
      return;
    }
    tally.stored(status.messages, arrivedSince(watched.seen, status));
    if (collector.isCaughtUp && isUnchanged(watched.seen, status)) return;
    try {
      await connection.withFolder((folder) => collector.collect(folder), path, { mayCreate: false });
      watched.seen = status;
    } catch (error) {
      if (!(error instanceof FolderRefused)) throw error;
      this.fail(watched, error.problem);
    }
  }

  private fail(watched: Watched, problem: FolderProblem): void {
    // once, not at every poll
    if (watched.tally.problem !== problem) {
      this.deps.log.warn({ folder: watched.path, problem }, 'a folder cannot be watched');
    }
    watched.tally.fails(problem);
    watched.collector.forget();
    watched.seen = null;
  }

  private watch(path: string): Watched {
    const tally = new FolderTally(path);
    const collector = new Collector(this.deps, { reader: this.options.reader, tally, elsewhere: this.elsewhere });
    if (this.isHalted) collector.halt();
    return { path, tally, collector, seen: null };
  }

  private all(): Watched[] {
    return [this.inbox, ...this.others.values()];
  }
}

/** How many came since, whatever went. Where nothing is known to compare with, the listing tells what waits. */
function arrivedSince(seen: FolderStatus | null, now: FolderStatus): number {
  if (seen?.uidValidity !== now.uidValidity) return 0;
  const byUid = now.uidNext === null || seen.uidNext === null ? 0 : now.uidNext - seen.uidNext;
  return Math.max(0, byUid, now.messages - seen.messages);
}

/** UIDNEXT grows with every mail that comes, MESSAGES tells what went: flags, which MODSEQ would count too, are nothing to us. */
function isUnchanged(seen: FolderStatus | null, now: FolderStatus): boolean {
  const isSameCount = seen?.uidValidity === now.uidValidity && seen.messages === now.messages;
  return isSameCount && now.uidNext !== null && seen.uidNext === now.uidNext;
}

/** Names count by letter, but INBOX by none (RFC 3501, 5.1). */
function isSame(a: string, b: string): boolean {
  return a === b || (a.toUpperCase() === 'INBOX' && b.toUpperCase() === 'INBOX');
}
