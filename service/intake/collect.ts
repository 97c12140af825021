import { createHash } from 'node:crypto';
import { recordAttention, type AttentionReason } from '../attention/record-attention';
import { settleGone } from '../attention/settle-gone';
import { mailErrorCode } from '../mail-store/mail-error';
import type { FetchedHeader, StoreFolder } from '../mail-store/store-folder';
import type { ServiceDeps } from '../deps';
import type { CompiledRouting } from '../routing/compile-routing';
import { isDatabaseAway } from '../store/database-error';
import { inTransaction } from '../store/transaction';
import type { Elsewhere } from './elsewhere';
import type { FolderTally } from './folder-tally';
import { enterIntoLedger, knownUids, type MailIdentity } from './ledger';
import type { IncomingMail } from './new-contact';
import { readHeader } from './read-header';
import { uidRange } from '../mail-store/uid-range';
import { readReport } from './reports/read-report';
import { mayBeReport } from './reports/report';
import { takeIn, type TakeInResult } from './take-in';
import { takeInTogether } from './take-in-together';

/** Mails of one fetch: as many as make a line of less than 8,000 octets, which every server takes (RFC 2683, 3.2.1.5). */
const BATCH = 500;
/** Mails that are taken in by one transaction, and the octets of their headers, which are in memory meanwhile. */
const GROUP = 100;
const GROUP_OCTETS = 4 * 1024 * 1024;
/** Fetches of one single mail that may end the connection before it is given up. */
const MAX_FETCH_FAILURES = 3;

/** The database does not answer: nothing is wrong with the mail, and all of it is done again later. */
class DatabaseUnavailable extends Error {}

/** Octets of a mail that are fetched where its header says that it may be a report: those stand at its beginning. */
const MAX_REPORT_BYTES = 1024 * 1024;

/** `present`: all UIDs of the folder, for telling a mail that was moved out and back from one that has a twin. */
type Pass = { folder: StoreFolder; routing: CompiledRouting; present: ReadonlySet<number> | null };

/** What a collector reports to: the count of its folder, and what is known of mails that lie in others. */
export type CollectorPorts = { tally: FolderTally; elsewhere: Elsewhere };

type Fetched = { last: number; undecided: number[] };

/**
 * Brings the folder into the ledger. What it remembers only saves time: a new instance starts with a reconciliation,
 * which finds everything the ledger lacks.
 */
export class Collector {
  /** Everything up to here, of this UIDVALIDITY, is in the ledger. */
  private seen: { uidValidity: number; uid: number } | null = null;
  /** Grows with each `forget`: one that comes during a look counts for the next. */
  private forgotten = 0;
  private batchSize = BATCH;
  private isHalted = false;
  private readonly fetchFailures = new Map<number, number>();

  constructor(
    private readonly deps: ServiceDeps,
    private readonly ports: CollectorPorts,
  ) {}

  /** Whether nothing but what is new has to be looked at. */
  get isCaughtUp(): boolean {
    return this.seen !== null;
  }

  /** The next `collect` looks at the whole folder. */
  forget(): void {
    this.seen = null;
    this.forgotten += 1;
  }

  /** Somebody wants mails tried again: what was given up counts as never tried. */
  forgetFailures(): void {
    this.fetchFailures.clear();
    this.forget();
  }

  /** Ends the present `collect` after the mail it is at; what it did not come to is found at the next start. */
  halt(): void {
    this.isHalted = true;
  }

  /** Takes in what is new: behind the last UID seen, or, where that is not known, all that is not in the ledger. */
  async collect(folder: StoreFolder, routing: CompiledRouting): Promise<void> {
    const { seen, forgotten } = this;
    // until this has succeeded it counts as not done
    this.seen = null;
    this.ports.tally.lookBegins();
    let last: number | null;
    if (seen?.uidValidity === folder.uidValidity) {
      // `n:*` gives the last mail where there is none from n on (RFC 3501, 6.4.8): the ledger knows that one
      last = await this.takeInBehind(seen.uid, folder, routing);
    } else {
      last = await this.reconcile(folder, routing);
    }
    if (last === null) return;
    this.ports.tally.lookEnds();
    if (forgotten === this.forgotten) this.seen = { uidValidity: folder.uidValidity, uid: last };
  }

  /** Takes in what has a higher UID, and gives the highest; null where some of it could not be decided on. */
  private async takeInBehind(uid: number, folder: StoreFolder, routing: CompiledRouting): Promise<number | null> {
    const { last, undecided } = await this.fetchAndTakeIn({ folder, routing, present: null }, `${uid + 1}:*`, uid);
    return undecided.length > 0 ? this.reconcile(folder, routing) : last;
  }

  /** Takes in all that the ledger lacks, and gives the highest UID; null where it was stopped or could not decide on some. */
  private async reconcile(folder: StoreFolder, routing: CompiledRouting): Promise<number | null> {
    // a server may list what it has not yet told us is gone
    await folder.refresh();
    const uids = await folder.listUids();
    const known = await knownUids(this.deps.db, folder.path, folder.uidValidity);
    const missing = uids.filter((uid) => !known.has(uid));
    const present = new Set(uids);
    this.ports.tally.listed(uids.length, missing.length);
    let undecided = 0;
    while (missing.length > 0 && !this.isHalted) {
      const batch = missing.splice(0, this.batchSize);
      undecided += await this.takeInBatch({ folder, routing, present }, batch);
    }
    this.batchSize = BATCH;
    if (this.isHalted || undecided > 0) return null;
    await settleGone(this.deps.db, this.deps.now, {
      path: folder.path,
      uidValidity: folder.uidValidity,
      uids: present,
    });
    return uids.at(-1) ?? 0;
  }

  /** Gives how many could not be decided on. */
  private async takeInBatch(pass: Pass, uids: number[]): Promise<number> {
    const [uid] = uids;
    const isSingle = uids.length === 1 && uid !== undefined;
    if (isSingle && (this.fetchFailures.get(uid) ?? 0) >= MAX_FETCH_FAILURES) {
      const identity = { folder: pass.folder.path, uidValidity: pass.folder.uidValidity, uid };
      const unread = { messageId: null, sizeBytes: 0, internalDate: this.deps.now(), headerDigest: null };
      await this.giveUp({ ...identity, ...unread }, { reason: 'unreadable', detail: 'The server cannot deliver it.' });
      this.fetchFailures.delete(uid);
      return 0;
    }
    try {
      return (await this.fetchAndTakeIn(pass, uidRange(uids), 0)).undecided.length;
    } catch (error) {
      // one mail of these may be what the connection breaks on: they are fetched singly until it is found
      if (!(error instanceof DatabaseUnavailable)) {
        this.batchSize = 1;
        if (isSingle) this.fetchFailures.set(uid, (this.fetchFailures.get(uid) ?? 0) + 1);
      }
      throw error;
    }
  }

  /**
   * Nothing in the first loop may ask the server for anything: its answer would wait behind the fetch that waits for us. So
   * what may be a report, whose body has to be read too, waits until the fetch is done. Died in between: it is not in the
   * ledger, and is found at the next start.
   */
  private async fetchAndTakeIn(pass: Pass, range: string, after: number): Promise<Fetched> {
    const done: Fetched = { last: after, undecided: [] };
    const maybeReports: IncomingMail[] = [];
    let group: IncomingMail[] = [];
    let octets = 0;
    const finish = async (): Promise<void> => {
      const mails = group;
      group = [];
      octets = 0;
      done.undecided.push(...(await this.takeInGroup(pass, mails)));
    };
    try {
      for await (const fetched of pass.folder.fetchHeaders(range)) {
        if (this.isHalted) return done;
        if (fetched.uid <= after) continue;
        const mail = readMail(pass.folder, fetched);
        (mayBeReport(mail.header.fields) ? maybeReports : group).push(mail);
        octets += fetched.header.length;
        done.last = Math.max(done.last, fetched.uid);
        if (group.length >= GROUP || octets >= GROUP_OCTETS) await finish();
      }
    } finally {
      // what came before a connection ended is not fetched again
      if (!this.isHalted) await finish();
    }
    for (const mail of maybeReports) {
      if (this.isHalted) return done;
      // gone meanwhile: somebody else moved it, and it is taken in by what was seen of it
      const source = await pass.folder.fetchSource(mail.identity.uid, MAX_REPORT_BYTES);
      const report = source === null ? null : await readReport(source);
      if ((await this.takeInOne(pass, { ...mail, report })) === 'undecided') done.undecided.push(mail.identity.uid);
    }
    return done;
  }

  /** Gives the UIDs of those that could not be decided on. */
  private async takeInGroup(pass: Pass, mails: IncomingMail[]): Promise<number[]> {
    const { deps } = this;
    const left =
      mails.length < 2
        ? mails
        : await takeInTogether(deps, mails, pass.routing).catch((error: unknown) => {
            deps.log.info({ err: error, mails: mails.length }, 'mails are taken in one by one');
            return mails;
          });
    this.ports.tally.takenIn(mails.length - left.length);
    const undecided: number[] = [];
    for (const mail of left) {
      if (this.isHalted) break;
      if ((await this.takeInOne(pass, mail)) === 'undecided') undecided.push(mail.identity.uid);
    }
    deps.log.debug({ together: mails.length - left.length, singly: left.length }, 'a group was taken in');
    return undecided;
  }

  private async takeInOne({ routing, present }: Pass, mail: IncomingMail): Promise<TakeInResult> {
    const startedAt = performance.now();
    const presence = { here: present, elsewhere: this.ports.elsewhere };
    const attempt = async (): Promise<TakeInResult> => {
      const outcome = await takeIn(this.deps, mail, routing, presence);
      if (outcome !== 'known' && outcome !== 'undecided') this.ports.tally.takenIn(1);
      return outcome;
    };
    const result = await attempt()
      // a connection of the pool may have been cut by a restart of the database: the second has a new one
      .catch(attempt)
      .catch((error: unknown) => this.giveUpUnlessAway(mail.identity, error));
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    this.deps.log.debug({ uid: mail.identity.uid, result, ms }, 'mail taken in');
    return result;
  }

  private async giveUpUnlessAway(identity: MailIdentity, error: unknown): Promise<TakeInResult> {
    // back in a moment, it would write that down, and nothing is wrong with the mail
    if (isDatabaseAway(error)) throw new DatabaseUnavailable('the database is away', { cause: error });
    return this.giveUp(identity, { reason: 'not-processed', detail: errorName(error) });
  }

  /** A mail that cannot become a contact is written down as such, so that it is neither lost nor tried for ever. */
  private async giveUp(identity: MailIdentity, reason: AttentionReason): Promise<TakeInResult> {
    try {
      await inTransaction(this.deps.db, async (trx) => {
        const ledgerId = await enterIntoLedger(trx, identity, this.deps.now());
        if (ledgerId !== null) await recordAttention(trx, this.deps, identity, reason);
      });
    } catch (error) {
      throw new DatabaseUnavailable('the ledger cannot be written', { cause: error });
    }
    this.ports.tally.takenIn(1);
    this.deps.log.warn({ uid: identity.uid, ...reason }, 'a mail needs attention');
    return 'attention';
  }
}

function readMail(folder: StoreFolder, fetched: FetchedHeader): IncomingMail {
  const header = readHeader(fetched.header);
  const identity = {
    folder: folder.path,
    uidValidity: folder.uidValidity,
    uid: fetched.uid,
    messageId: header.messageId,
    sizeBytes: fetched.sizeBytes,
    internalDate: fetched.internalDate,
    headerDigest: createHash('sha256').update(fetched.header).digest(),
  };
  return { identity, header, report: null };
}

/** A code, never a message: PostgreSQL's messages repeat values. */
function errorName(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return mailErrorCode(error) ?? code ?? (error instanceof Error ? error.name : 'unknown');
}
