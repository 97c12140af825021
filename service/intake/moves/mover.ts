import { CONTACT_STATES, type ContactState } from '../../../common/contract/contact';
import type { Configuration } from '../../../common/contract/configuration/configuration';
import type { ServiceDeps } from '../../deps';
import { isDatabaseAway } from '../../store/database-error';
import { FolderRefused, type ImapConnection } from '../../mail-store/imap-connection';
import type { StoreFolder } from '../../mail-store/store-folder';
import { uidRange } from '../../mail-store/uid-range';
import { findCopies } from './find-copies';
import { byPlace, dueContacts, mailsElsewhere, MOVED_AT_ONCE, unfinishedMoves, type MovingMail } from './moving-mail';
import { recordIntent, recordMoves, recordPlaced, type Outcome } from './record-moves';

type Moves = Configuration['intake']['moves'];
type Connection = Pick<ImapConnection, 'withFolder' | 'folderStatus' | 'status'>;

/** A folder that cannot be moved to is tried again after this. */
const REFUSED_RETRY_MS = 60_000;

/**
 * Moves mails to where the state of their contact wants them, on intake's one connection: no other process moves a mail,
 * and nothing is taken in meanwhile. Each group of mails goes through three steps: the intent is written down, the server
 * moves, the new places are written down.
 *
 * Died after the intent: `recover` asks the server how far it came. What somebody else moved or removed is left alone.
 */
export class Mover {
  private isHalted = false;
  private isRecovered = false;
  private readonly refused = new Map<string, number>();

  constructor(
    private readonly deps: ServiceDeps,
    private readonly connection: Connection,
  ) {}

  halt(): void {
    this.isHalted = true;
  }

  /** What was going on may have been cut off: it is looked at before anything else. */
  forget(): void {
    this.isRecovered = false;
  }

  /**
   * Finishes what was begun. To be called before anything is taken in: a copy in a watched folder whose original was not
   * removed yet is no new mail.
   */
  async recover(): Promise<void> {
    if (this.isRecovered) return;
    const unfinished = await unfinishedMoves(this.deps.db);
    for (const destination of new Set(unfinished.map(({ moving_to }) => moving_to))) {
      for (const mails of byPlace(unfinished.filter(({ moving_to }) => moving_to === destination))) {
        await this.finish(mails, destination);
      }
    }
    this.isRecovered = true;
  }

  /** Moves some of what is due; whether there may be more of it. */
  async move(moves: Moves): Promise<boolean> {
    let isMore = false;
    for (const state of CONTACT_STATES) {
      const destination = moves[state] ?? null;
      if (destination === null || this.isHalted || this.isRefused(destination)) continue;
      if (await this.moveSome(state, destination)) isMore = true;
    }
    return isMore;
  }

  private async moveSome(state: ContactState, destination: string): Promise<boolean> {
    const contactIds = await dueContacts(this.deps.db, state, destination);
    if (contactIds.length === 0) return false;
    this.isRecovered = false;
    try {
      const status = await this.connection.folderStatus(destination);
      // under the name that the server has for it, with its namespace
      const path = typeof status === 'string' ? destination : status.path;
      const mails = await mailsElsewhere(this.deps.db, contactIds, path);
      const from = typeof status === 'string' ? null : status.uidNext;
      for (const group of byPlace(mails)) await this.moveGroup(group, { path, from });
    } catch (error) {
      if (!this.connection.status().connected || isDatabaseAway(error)) throw error;
      // the server is there and does not want it: the other folders go on
      this.deps.log.warn({ err: error, folder: destination }, 'mails cannot be moved there');
      this.refused.set(destination, this.deps.now().getTime() + REFUSED_RETRY_MS);
      await this.recover();
      return false;
    }
    await recordPlaced(this.deps.db, contactIds, state, destination);
    this.isRecovered = true;
    return contactIds.length === MOVED_AT_ONCE;
  }

  private async moveGroup(mails: MovingMail[], { path: destination, from }: Destination): Promise<void> {
    await recordIntent(this.deps.db, mails, destination);
    const { folder, uids, uidValidity, isThere, leftBehind } = await this.inSource(mails, async (source, present) => {
      const moved = await source.moveTo(present, destination);
      const stayed = await source.existing(uidRange(present));
      return { ...moved, isThere: new Set(present), leftBehind: new Set(stayed) };
    });
    const outcome = { destination: folder ?? destination, uidValidity, uids: byRow(mails, uids), leftBehind };
    const unknown = mails.filter(({ id, uid }) => isThere.has(uid) && !outcome.uids.has(id));
    await this.record(mails, unknown.length === 0 ? outcome : await this.found(outcome, unknown, from));
  }

  /** Asks the server how far a move came, and does the rest of it. */
  private async finish(mails: MovingMail[], destination: string): Promise<void> {
    const nothing: Outcome = { destination, uidValidity: 0, uids: new Map(), leftBehind: new Set() };
    const found = await this.found(nothing, mails, null);
    const copied = mails.filter(({ id }) => found.uids.has(id));
    const { leftBehind } = await this.inSource(copied, async (source, present) => {
      await source.removeCopies(present);
      return { ...NOWHERE, leftBehind: new Set(await source.existing(uidRange(present))) };
    });
    await this.record(mails, { ...found, leftBehind });
    this.deps.log.info({ mails: mails.length, moved: copied.length }, 'a move that was cut off is finished');
  }

  private async found(outcome: Outcome, mails: MovingMail[], from: number | null): Promise<Outcome> {
    const { destination } = outcome;
    if (typeof (await this.connection.folderStatus(destination)) === 'string') return outcome;
    return this.connection.withFolder(
      async (folder) => {
        const copies = await findCopies(this.deps.db, folder, mails, from);
        const uids = new Map([...outcome.uids, ...copies]);
        return { ...outcome, destination: folder.path, uidValidity: folder.uidValidity, uids };
      },
      destination,
      { mayCreate: false },
    );
  }

  /** Works with those of the mails that are still at their place. */
  private async inSource(
    mails: readonly MovingMail[],
    work: (source: StoreFolder, present: number[]) => Promise<InSource>,
  ): Promise<InSource> {
    const [first] = mails;
    if (first === undefined) return NOWHERE;
    try {
      return await this.connection.withFolder(
        async (source) => {
          await source.refresh();
          if (source.uidValidity !== first.uid_validity) return NOWHERE;
          const present = await source.existing(uidRange(mails.map(({ uid }) => uid).sort((a, b) => a - b)));
          return present.length === 0 ? NOWHERE : work(source, present);
        },
        first.folder,
        { mayCreate: false },
      );
    } catch (error) {
      if (error instanceof FolderRefused && error.problem === 'missing') return NOWHERE;
      throw error;
    }
  }

  private async record(mails: readonly MovingMail[], outcome: Outcome): Promise<void> {
    await recordMoves(this.deps.db, this.deps.now(), mails, outcome);
    this.deps.log.debug({ mails: mails.length, moved: outcome.uids.size, folder: outcome.destination }, 'mails moved');
  }

  private isRefused(destination: string): boolean {
    const until = this.refused.get(destination) ?? 0;
    return until > this.deps.now().getTime();
  }
}

/** A folder, and the lowest UID that what comes into it now can have, if that is known. */
type Destination = { path: string; from: number | null };

/** What was done at the old place: new UIDs by old ones, which were there, and which still are. */
type InSource = {
  folder: string | null;
  uidValidity: number;
  uids: ReadonlyMap<number, number>;
  isThere: ReadonlySet<number>;
  leftBehind: ReadonlySet<number>;
};

const NOWHERE: InSource = { folder: null, uidValidity: 0, uids: new Map(), isThere: new Set(), leftBehind: new Set() };

function byRow(mails: readonly MovingMail[], uids: ReadonlyMap<number, number>): Map<number, number> {
  return new Map(
    mails.flatMap(({ id, uid }): [number, number][] => {
      const newUid = uids.get(uid);
      return newUid === undefined ? [] : [[id, newUid]];
    }),
  );
}
