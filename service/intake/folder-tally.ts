import type { FolderProblem, WatchedFolder } from '../../common/contract/intake';

/**
 * Counts what a watched folder holds and what of it waits, from what the server tells of its own accord: nothing is
 * searched to keep it true. While it is uncertain whether a mail is taken in it counts as waiting, until the next look at
 * the folder, which is due by then.
 */
export class FolderTally {
  problem: FolderProblem | null = null;
  private isCurrent = false;
  private inStore = 0;
  private waiting = 0;
  /** All that arrived since this was made. */
  private arrived = 0;
  /** The look at the folder that is going on: what waited at its start, and what it took in. */
  private look = { waiting: 0, arrived: 0, takenIn: 0 };

  constructor(private readonly path: string) {}

  /** The connection is gone: the figures are of the past. */
  lost(): void {
    this.isCurrent = false;
  }

  /** The folder cannot be watched: it holds nothing for us. */
  fails(problem: FolderProblem): void {
    this.problem = problem;
    this.isCurrent = false;
    this.inStore = 0;
    this.waiting = 0;
  }

  /** The server said how many mails there are; `arrived` of them are new. */
  stored(count: number, arrived = Math.max(0, count - this.inStore)): void {
    this.inStore = count;
    this.arrived += arrived;
    this.setWaiting(this.waiting + arrived);
  }

  /** A look at the folder begins: at what arrived since the last. */
  lookBegins(): void {
    this.look = { waiting: this.waiting, arrived: this.arrived, takenIn: 0 };
  }

  /** All of the folder was listed, and so much of it is not in the ledger: from here on the figures are certain. */
  listed(count: number, waiting: number): void {
    this.problem = null;
    this.isCurrent = true;
    this.inStore = count;
    this.setWaiting(waiting);
    this.lookBegins();
  }

  takenIn(count: number): void {
    this.look.takenIn += count;
    this.setWaiting(this.waiting - count);
  }

  /** The look took in all that was there at its start: what may still wait came in during it. */
  lookEnds(): void {
    const during = this.arrived - this.look.arrived;
    this.setWaiting(Math.min(during, this.look.waiting + during - this.look.takenIn));
  }

  figures(): WatchedFolder {
    const { path, problem, isCurrent, inStore, waiting } = this;
    return { path, problem, isCurrent, inStore, takenIn: inStore - waiting, waiting };
  }

  private setWaiting(waiting: number): void {
    this.waiting = Math.min(Math.max(waiting, 0), this.inStore);
  }
}
