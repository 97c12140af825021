import { mailErrorCode } from '../mail-store/mail-error';
import type { FetchedHeader, StoreFolder } from '../mail-store/store-folder';
import type { ServiceDeps } from '../deps';
import { inTransaction } from '../store/transaction';
import { recordAttention, type AttentionReason } from './attention';
import { enterIntoLedger, hasOtherValidity, knownUids, type MailIdentity } from './ledger';
import { readHeader } from './read-header';
import type { RoutingTable } from './routing-table';
import { readReport } from './reports/read-report';
import { mayBeReport } from './reports/report';
import { takeIn, type IncomingMail, type TakeInResult } from './take-in';

const BATCH = 100;
/** Fetches of one single mail that may end the connection before it is given up. */
const MAX_FETCH_FAILURES = 3;

/** The database does not answer: nothing is wrong with the mail, and all of it is done again later. */
class DatabaseUnavailable extends Error {}

/** Octets of a mail that are fetched where its header says that it may be a report: those stand at its beginning. */
const MAX_REPORT_BYTES = 1024 * 1024;

type ReadMail = Omit<IncomingMail, 'report'>;
type Pass = { folder: StoreFolder; table: RoutingTable; mayBeKnown: boolean };

/**
 * Brings the folder into the ledger. What it remembers only saves time: a new instance starts with a reconciliation,
 * which finds everything the ledger lacks.
 */
export class Collector {
  /** Everything up to here, of this UIDVALIDITY, is in the ledger. */
  private seen: { uidValidity: number; uid: number } | null = null;
  private batchSize = BATCH;
  private isHalted = false;
  private readonly fetchFailures = new Map<number, number>();

  constructor(private readonly deps: ServiceDeps) {}

  /** The next `collect` looks at the whole folder. */
  forget(): void {
    this.seen = null;
  }

  /** Ends the present `collect` after the mail it is at; what it did not come to is found at the next start. */
  halt(): void {
    this.isHalted = true;
  }

  /** Takes in what is new: behind the last UID seen, or, where that is not known, all that is not in the ledger. */
  async collect(folder: StoreFolder, table: RoutingTable): Promise<void> {
    const { seen } = this;
    // until this has succeeded it counts as not done
    this.seen = null;
    let last: number;
    if (seen?.uidValidity === folder.uidValidity) {
      // `n:*` gives the last mail where there is none from n on (RFC 3501, 6.4.8): the ledger knows that one
      last = await this.fetchAndTakeIn({ folder, table, mayBeKnown: false }, `${seen.uid + 1}:*`, seen.uid);
    } else {
      last = await this.reconcile(folder, table);
    }
    this.seen = { uidValidity: folder.uidValidity, uid: last };
  }

  private async reconcile(folder: StoreFolder, table: RoutingTable): Promise<number> {
    const { db } = this.deps;
    const uids = await folder.listUids();
    const known = await knownUids(db, folder.path, folder.uidValidity);
    const missing = uids.filter((uid) => !known.has(uid));
    const mayBeKnown = missing.length > 0 && (await hasOtherValidity(db, folder.path, folder.uidValidity));
    while (missing.length > 0 && !this.isHalted) {
      const batch = missing.splice(0, this.batchSize);
      await this.takeInBatch({ folder, table, mayBeKnown }, batch);
    }
    this.batchSize = BATCH;
    return uids.at(-1) ?? 0;
  }

  private async takeInBatch(pass: Pass, uids: number[]): Promise<void> {
    const [uid] = uids;
    const isSingle = uids.length === 1 && uid !== undefined;
    if (isSingle && (this.fetchFailures.get(uid) ?? 0) >= MAX_FETCH_FAILURES) {
      const identity = { folder: pass.folder.path, uidValidity: pass.folder.uidValidity, uid };
      const unread = { messageId: null, sizeBytes: 0, internalDate: this.deps.now() };
      await this.giveUp({ ...identity, ...unread }, { reason: 'unreadable', detail: 'The server cannot deliver it.' });
      this.fetchFailures.delete(uid);
      return;
    }
    try {
      await this.fetchAndTakeIn(pass, uids.join(','), 0);
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
  private async fetchAndTakeIn(pass: Pass, range: string, after: number): Promise<number> {
    let last = after;
    const maybeReports: ReadMail[] = [];
    for await (const fetched of pass.folder.fetchHeaders(range)) {
      if (this.isHalted) return last;
      if (fetched.uid <= after) continue;
      const mail = toReadMail(pass.folder, fetched);
      if (mayBeReport(mail.header.fields)) maybeReports.push(mail);
      else await this.takeInOne(pass, { ...mail, report: null });
      last = Math.max(last, fetched.uid);
    }
    for (const mail of maybeReports) {
      if (this.isHalted) return last;
      // gone meanwhile: somebody else moved it, and it is taken in by what was seen of it
      const source = await pass.folder.fetchSource(mail.identity.uid, MAX_REPORT_BYTES);
      await this.takeInOne(pass, { ...mail, report: source === null ? null : await readReport(source) });
    }
    return last;
  }

  private async takeInOne(pass: Pass, mail: IncomingMail): Promise<void> {
    const startedAt = performance.now();
    const { table, mayBeKnown } = pass;
    const attempt = (): Promise<TakeInResult> => takeIn(this.deps, mail, table, mayBeKnown);
    const result = await attempt()
      // a connection of the pool may have been cut by a restart of the database: the second has a new one
      .catch(attempt)
      .catch((error: unknown) => this.giveUp(mail.identity, { reason: 'not-processed', detail: errorName(error) }));
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    this.deps.log.debug({ uid: mail.identity.uid, result, ms }, 'mail taken in');
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
    this.deps.log.warn({ uid: identity.uid, ...reason }, 'a mail needs attention');
    return 'attention';
  }
}

function toReadMail(folder: StoreFolder, fetched: FetchedHeader): ReadMail {
  const header = readHeader(fetched.header);
  const place = { folder: folder.path, uidValidity: folder.uidValidity, uid: fetched.uid };
  const { sizeBytes, internalDate } = fetched;
  return { identity: { ...place, messageId: header.messageId, sizeBytes, internalDate }, header };
}

/** A code, never a message: PostgreSQL's messages repeat values. */
function errorName(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return mailErrorCode(error) ?? code ?? (error instanceof Error ? error.name : 'unknown');
}
