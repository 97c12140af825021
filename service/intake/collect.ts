import { recordAttention, type AttentionReason } from '../attention/record-attention';
import { settleGone } from '../attention/settle-gone';
import { mailErrorCode } from '../mail-store/mail-error';
import type { FetchedHeader, StoreFolder } from '../mail-store/store-folder';
import type { ServiceDeps } from '../deps';
import type { MailReader } from '../reading';
import type { FetchedMail, ReadMail } from '../reading/read-mail';
import { isDatabaseAway } from '../store/database-error';
import { inTransaction } from '../store/transaction';
import type { Elsewhere } from './elsewhere';
import type { FolderTally } from './folder-tally';
import { enterIntoLedger, knownUids, type MailIdentity } from './ledger';
import { arrivedAt, type IncomingMail } from './new-contact';
import { uidRange, uidsInRange } from '../mail-store/uid-range';
import { takeIn, type TakeInResult } from './take-in';
import { TakeInLine } from './take-in-line';
import { takeInTogether } from './take-in-together';

/** Mails of one fetch at the most, by as many UIDs as fit into a line that every server takes (RFC 2683, 3.2.1.5). */
const BATCH = 20_000;
const RANGE_LENGTH = 7000;
/** Mails that are fetched one by one when a fetch has ended the connection: one of the first may be the cause. */
const SUSPECTS = 100;
/** Mails that are read and taken in together; of three such groups the octets are in memory at once. */
const GROUP = { mails: 250, octets: 4 * 1024 * 1024 };
/** Fetches of one single mail that may end the connection before it is given up. */
const MAX_FETCH_FAILURES = 3;

/** The database does not answer: nothing is wrong with the mail, and all of it is done again later. */
class DatabaseUnavailable extends Error {}

/** Octets of a mail that are fetched where its header says that it may be a report: those stand at its beginning. */
const MAX_REPORT_BYTES = 1024 * 1024;
/** Octets of each mail's body that are fetched with its header where routing looks at bodies: all of most mails. */
const FIRST_BODY_BYTES = 256 * 1024;
/** Octets that are fetched of a mail that is larger; what is behind them is not routed by. */
const MAX_SOURCE_BYTES = 50 * 1024 * 1024;

/** `present`: all UIDs of the folder, for telling a mail that was moved out and back from one that has a twin. */
type Pass = { folder: StoreFolder; present: ReadonlySet<number> | null };

/** By what a collector reads, and what it reports to: the count of its folder, and what is known of mails in others. */
export type CollectorPorts = { reader: MailReader; tally: FolderTally; elsewhere: Elsewhere };

type Fetched = { last: number; undecided: number[] };

/** A mail that was fetched, and is not yet read. */
type UnreadMail = { fetched: FetchedHeader; arrivedAt: Date };

/**
 * Brings the folder into the ledger. What it remembers only saves time: a new instance starts with a reconciliation,
 * which finds everything the ledger lacks.
 */
export class Collector {
  /** Everything up to here, of this UIDVALIDITY, is in the ledger. */
  private seen: { uidValidity: number; uid: number } | null = null;
  /** Grows with each `forget`: one that comes during a look counts for the next. */
  private forgotten = 0;
  /** How many of the next mails are fetched one by one. */
  private suspects = 0;
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
  async collect(folder: StoreFolder): Promise<void> {
    const { seen, forgotten } = this;
    // until this has succeeded it counts as not done
    this.seen = null;
    this.ports.tally.lookBegins();
    let last: number | null;
    if (seen?.uidValidity === folder.uidValidity) {
      // `n:*` gives the last mail where there is none from n on (RFC 3501, 6.4.8): the ledger knows that one
      last = await this.takeInBehind(seen.uid, folder);
    } else {
      last = await this.reconcile(folder);
    }
    if (last === null) return;
    this.ports.tally.lookEnds();
    if (forgotten === this.forgotten) this.seen = { uidValidity: folder.uidValidity, uid: last };
  }

  /** Takes in what has a higher UID, and gives the highest; null where some of it could not be decided on. */
  private async takeInBehind(uid: number, folder: StoreFolder): Promise<number | null> {
    const { last, undecided } = await this.fetchAndTakeIn({ folder, present: null }, `${uid + 1}:*`, uid);
    return undecided.length > 0 ? this.reconcile(folder) : last;
  }

  /** Takes in all that the ledger lacks, and gives the highest UID; null where it was stopped or could not decide on some. */
  private async reconcile(folder: StoreFolder): Promise<number | null> {
    // a server may list what it has not yet told us is gone
    await folder.refresh();
    const uids = await folder.listUids();
    const known = await knownUids(this.deps.db, folder.path, folder.uidValidity);
    const missing = uids.filter((uid) => !known.has(uid));
    const present = new Set(uids);
    this.ports.tally.listed(uids.length, missing.length);
    let undecided = 0;
    while (missing.length > 0 && !this.isHalted) {
      const batch = missing.splice(0, this.suspects > 0 ? 1 : uidsInRange(missing.slice(0, BATCH), RANGE_LENGTH));
      if (this.suspects > 0) this.suspects -= 1;
      undecided += await this.takeInBatch({ folder, present }, batch);
    }
    this.suspects = 0;
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
      // one mail may be what the connection breaks on: what came before it is in the ledger when this is tried again
      if (!(error instanceof DatabaseUnavailable)) {
        this.suspects = SUSPECTS;
        if (isSingle) this.fetchFailures.set(uid, (this.fetchFailures.get(uid) ?? 0) + 1);
      }
      throw error;
    }
  }

  /**
   * Nothing in the first loop may ask the server for anything: its answer would wait behind the fetch that waits for us. So
   * what has to be read with more of its body waits until the fetch is done. Died in between: it is not in the ledger, and
   * is found at the next start.
   */
  private async fetchAndTakeIn(pass: Pass, range: string, after: number): Promise<Fetched> {
    const done: Fetched = { last: after, undecided: [] };
    const incomplete: IncomingMail[] = [];
    const takeInComplete = async (mails: readonly IncomingMail[]): Promise<void> => {
      const isIncomplete = (mail: IncomingMail): boolean => this.missingBytes(mail) > 0;
      incomplete.push(...mails.filter(isIncomplete));
      const complete = mails.filter((mail) => !isIncomplete(mail));
      done.undecided.push(...(await this.takeInGroup(pass, complete)));
    };
    const read = (group: readonly UnreadMail[]): Promise<IncomingMail[]> => this.read(pass.folder, group);
    const line = new TakeInLine({ read, takeIn: takeInComplete }, GROUP);
    try {
      for await (const fetched of pass.folder.fetchHeaders(
        range,
        this.ports.reader.needsBody() ? FIRST_BODY_BYTES : 0,
      )) {
        if (this.isHalted) return done;
        if (fetched.uid <= after) continue;
        done.last = Math.max(done.last, fetched.uid);
        const unread = { fetched, arrivedAt: arrivedAt(fetched.internalDate, this.deps.now()) };
        await line.add(unread, fetched.header.length + fetched.body.length);
      }
    } finally {
      // what came before a connection ended is not fetched again
      await line.end();
    }
    for (const mail of incomplete) {
      if (this.isHalted) return done;
      const complete = await this.readMore(pass.folder, mail);
      if (complete === null) continue;
      if ((await this.takeInOne(pass, complete)) === 'undecided') done.undecided.push(mail.identity.uid);
    }
    return done;
  }

  /** Reads what was fetched. A mail that cannot be read is written down as such here, and not given. */
  private async read(folder: StoreFolder, group: readonly UnreadMail[]): Promise<IncomingMail[]> {
    if (this.isHalted) return [];
    const answers = await this.ports.reader.read(group.map(toFetchedMail));
    const mails: IncomingMail[] = [];
    for (const [at, unread] of group.entries()) {
      const answer = answers[at];
      const identity = identityOf(folder, unread.fetched);
      if (answer === undefined || 'unreadable' in answer) await this.giveUpUnreadable(identity, answer?.unreadable);
      else mails.push({ ...answer, identity: completed(identity, answer), arrivedAt: unread.arrivedAt });
    }
    return mails;
  }

  /** The mail, read again by more of its source; null where that cannot be read. */
  private async readMore(folder: StoreFolder, mail: IncomingMail): Promise<IncomingMail | null> {
    const { identity } = mail;
    const source = await folder.fetchSource(identity.uid, this.missingBytes(mail));
    // gone meanwhile: somebody else moved it, and it is taken in by what was seen of it
    if (source === null) return mail;
    const isWhole = source.length >= identity.sizeBytes;
    const [answer] = await this.ports.reader.read([{ source, headerLength: null, isWhole, arrivedAt: mail.arrivedAt }]);
    if (answer !== undefined && !('unreadable' in answer)) return { ...answer, identity, arrivedAt: mail.arrivedAt };
    await this.giveUpUnreadable(identity, answer?.unreadable);
    return null;
  }

  /** How many octets of a mail have to be fetched before it can be decided on; 0: it was read as far as it counts. */
  private missingBytes({ isWhole, mayBeReport }: IncomingMail): number {
    if (isWhole) return 0;
    if (this.ports.reader.needsBody()) return MAX_SOURCE_BYTES;
    return mayBeReport ? MAX_REPORT_BYTES : 0;
  }

  /** Gives the UIDs of those that could not be decided on. */
  private async takeInGroup(pass: Pass, mails: readonly IncomingMail[]): Promise<number[]> {
    const { deps } = this;
    if (this.isHalted) return [];
    const left =
      mails.length < 2
        ? mails
        : await takeInTogether(deps, mails).catch((error: unknown) => {
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

  private async takeInOne({ present }: Pass, mail: IncomingMail): Promise<TakeInResult> {
    const startedAt = performance.now();
    const presence = { here: present, elsewhere: this.ports.elsewhere };
    const attempt = async (): Promise<TakeInResult> => {
      const outcome = await takeIn(this.deps, mail, presence);
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

  private giveUpUnreadable(identity: MailIdentity, detail = 'unknown'): Promise<TakeInResult> {
    return this.giveUp(identity, { reason: 'unreadable', detail });
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

function toFetchedMail({ fetched, arrivedAt }: UnreadMail): FetchedMail {
  const { header, body, isWhole } = fetched;
  const source = body.length === 0 ? header : Buffer.concat([header, body]);
  return { source, headerLength: header.length, isWhole, arrivedAt };
}

/** What identifies a mail before it is read. */
function identityOf(folder: StoreFolder, { uid, sizeBytes, internalDate }: FetchedHeader): MailIdentity {
  const place = { folder: folder.path, uidValidity: folder.uidValidity, uid };
  return { ...place, sizeBytes, internalDate, messageId: null, headerDigest: null };
}

function completed(identity: MailIdentity, { header, headerDigest }: ReadMail): MailIdentity {
  return { ...identity, messageId: header.messageId, headerDigest: Buffer.from(headerDigest, 'hex') };
}

/** A code, never a message: PostgreSQL's messages repeat values. */
function errorName(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return mailErrorCode(error) ?? code ?? (error instanceof Error ? error.name : 'unknown');
}
