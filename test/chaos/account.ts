import type { LedgerFacts } from '../world/world-database';
import type { ChaosMail } from './chaos-mail';

/** A mail as a client sees it, and by what it is known. */
export type StoredCopy = {
  number: number;
  folder: string;
  uidValidity: number;
  uid: number;
  /** Of the header, as the ledger has it. */
  digest: string;
  isMarkedDeleted: boolean;
};

/** Everything known at the end of a run. */
export type Ending = {
  mails: readonly ChaosMail[];
  copies: readonly StoredCopy[];
  rows: readonly LedgerFacts[];
  /** Where mails of contacts in these states must lie. */
  moves: Readonly<Record<string, string>>;
  /** The folder of what another client threw away, which the ledger need not know. */
  bin: string;
  /** Numbers of mails that somebody else moved or stored twice: they may lie anywhere, and more than once. */
  excepted: ReadonlySet<number>;
};

/** How the books stand: what is not as it must be, one line each. */
export type Account = { figures: Record<string, number | string>; failures: string[] };

/** What is wrong, by its name in the figures, and the numbers of the mails. */
type Wrongs = Map<string, (number | null)[]>;

const WRONGS = {
  missing: 'are neither in a contact nor in attention, or not as often as the store has them',
  doubled: 'were taken in more often than the store has them',
  lost: 'are not in the store',
  copied: 'lie at two places though nobody but us moved them',
  unrecorded: 'do not lie where the ledger has them',
  stale: 'are in the ledger at a place where they do not lie',
  misplaced: 'do not lie in the folder of the state of their contact',
  moving: 'are still being moved',
  misjudged: 'are in attention without need, or not there with need',
  misrouted: 'have another queue or state than the rules say',
  misjoined: 'were joined to a contact that they do not answer',
  strangers: 'of the ledger are no mail of the run',
} as const;

/**
 * Compares store and database. A mail that the MTA delivered twice (the server was killed between storing it and saying
 * so) is two mails of the store: each has to be taken in once. Mails are told apart by what their header says, wherever
 * they lie.
 */
export function settle(ending: Ending): Account {
  const { mails, rows } = ending;
  const wrongs: Wrongs = new Map(Object.keys(WRONGS).map((name) => [name, []]));
  const held = rows.filter(({ contactId, reason }) => contactId !== null || reason !== null);
  // what an EXPUNGE left behind for somebody else's sake has a row that says so
  const remains = new Set(rows.filter((row) => !held.includes(row)).map(placeOf));
  const copies = ending.copies.filter((copy) => !(copy.isMarkedDeleted && remains.has(placeOf(copy))));
  const numbers = new Map(copies.map(({ digest, number }) => [digest, number]));
  const numberOf = (row: LedgerFacts): number | null => numbers.get(row.digest ?? '') ?? null;
  compareCounts({ ...ending, copies }, held.map(numberOf), wrongs);
  comparePlaces({ ...ending, copies, rows: held }, numberOf, wrongs);
  compareContacts({ ...ending, rows: held }, numberOf, wrongs);
  const failures = Object.entries(WRONGS).flatMap(([name, words]) => {
    const found = wrongs.get(name) ?? [];
    return found.length === 0 ? [] : [`${found.length} mails ${words}: ${found.slice(0, 20).join(', ')}`];
  });
  const contacts = new Set(held.map(({ contactId }) => contactId).filter((id) => id !== null));
  const figures = {
    mails: mails.length,
    storedMails: copies.length,
    storedTwice: [...countBy(copies, ({ number }) => number).values()].filter((count) => count > 1).length,
    ...inFolders(copies),
    contacts: contacts.size,
    joined: held.filter(({ contactId, isOpening }) => contactId !== null && !isOpening).length,
    closedByRule: held.filter(({ isOpening, state }) => isOpening && state === 'closed').length,
    attention: held.filter(({ reason }) => reason !== null).length,
    remains: remains.size,
    ...Object.fromEntries([...wrongs].map(([name, found]) => [name, found.length])),
  };
  return { figures, failures };
}

function compareCounts({ mails, copies }: Ending, taken: (number | null)[], wrongs: Wrongs): void {
  const stored = countBy(copies, ({ number }) => number);
  const counts = countBy(taken, (number) => number);
  for (const { number } of mails) {
    const [inStore, inBooks] = [stored.get(number) ?? 0, counts.get(number) ?? 0];
    if (inStore === 0) wrongs.get('lost')?.push(number);
    if (inBooks < Math.max(1, inStore)) wrongs.get('missing')?.push(number);
    if (inBooks > inStore) wrongs.get('doubled')?.push(number);
  }
  for (let n = counts.get(null) ?? 0; n > 0; n -= 1) wrongs.get('strangers')?.push(null);
}

function comparePlaces(ending: Ending, numberOf: (row: LedgerFacts) => number | null, wrongs: Wrongs): void {
  const { copies, rows, moves, bin, excepted } = ending;
  const rowAt = new Map(rows.map((row) => [placeOf(row), row]));
  const copyAt = new Map(copies.map((copy) => [placeOf(copy), copy]));
  const thrownAway = new Set(copies.filter(({ folder }) => folder === bin).map(({ digest }) => digest));
  const alike = countBy(copies, ({ digest }) => digest);
  for (const copy of copies) {
    if (!excepted.has(copy.number) && (alike.get(copy.digest) ?? 0) > 1) wrongs.get('copied')?.push(copy.number);
    if (copy.folder !== bin && rowAt.get(placeOf(copy))?.digest !== copy.digest)
      wrongs.get('unrecorded')?.push(copy.number);
  }
  for (const row of rows) {
    const number = numberOf(row);
    const isThere = copyAt.get(placeOf(row))?.digest === row.digest;
    if (!isThere && !thrownAway.has(row.digest ?? '')) wrongs.get('stale')?.push(number);
    const wanted = moves[row.state ?? ''];
    const isOurs = number !== null && !excepted.has(number);
    if (isOurs && wanted !== undefined && row.folder !== wanted) wrongs.get('misplaced')?.push(number);
    if (row.movingTo !== null) wrongs.get('moving')?.push(number);
  }
}

function compareContacts({ mails, rows }: Ending, numberOf: (row: LedgerFacts) => number | null, wrongs: Wrongs): void {
  const mailOf = (row: LedgerFacts | undefined): ChaosMail | undefined => row && mails[numberOf(row) ?? -1];
  const openings = new Map(rows.filter(({ isOpening }) => isOpening).map((row) => [row.contactId, row]));
  for (const row of rows) {
    const mail = mailOf(row);
    if (mail === undefined) continue;
    if (mail.hasSender !== (row.contactId !== null)) wrongs.get('misjudged')?.push(mail.number);
    if (row.contactId === null) continue;
    const { queue, isClosed } = mail.opens;
    if (row.isOpening && (row.queue !== queue || row.state !== (isClosed ? 'closed' : 'queued')))
      wrongs.get('misrouted')?.push(mail.number);
    if (!row.isOpening && mailOf(openings.get(row.contactId))?.root !== mail.root)
      wrongs.get('misjoined')?.push(mail.number);
  }
}

function inFolders(copies: readonly StoredCopy[]): Record<string, number> {
  const counts = countBy(copies, ({ folder }) => folder);
  return Object.fromEntries([...counts].map(([folder, count]) => [`in ${folder}`, count]));
}

/** Folder, UIDVALIDITY and UID as one. */
export function placeOf(at: { folder: string; uidValidity: number; uid: number }): string {
  return `${at.uidValidity} ${at.uid} ${at.folder}`;
}

function countBy<T, K>(values: readonly T[], key: (value: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const value of values) counts.set(key(value), (counts.get(key(value)) ?? 0) + 1);
  return counts;
}
