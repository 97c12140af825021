/** A mail as a client sees or saw it in the Inbox. */
export type SeenMail = { number: number; uid: number };

/** Everything known at the end of a run. */
export type Ending = {
  mails: number;
  /** Numbers of mails that name no sender: they belong in attention, all others into a contact. */
  senderless: ReadonlySet<number>;
  inbox: readonly SeenMail[];
  /** Removed from the store by the other client, under the UID they had then. */
  deleted: readonly SeenMail[];
  /** Mails that are neither in the Inbox nor deleted. */
  elsewhere: number;
  /** The mail's number for each contact; null where the subject is none of ours. */
  contacts: readonly (number | null)[];
  takenIn: readonly { uid: number; reason: string | null; isInLedger: boolean }[];
};

/** How the books stand: what is not as it must be, one line each. */
export type Account = { figures: Record<string, number>; failures: string[] };

/**
 * Compares store and database. A mail that the MTA delivered twice (the server was killed between storing it and saying
 * so) is two mails of the store: each has to be taken in once.
 */
export function settle(ending: Ending): Account {
  const failures: string[] = [];
  const held = [...ending.inbox, ...ending.deleted];
  const copies = countBy(held, ({ number }) => number);
  const numberAt = new Map(held.map(({ number, uid }) => [uid, number]));
  const attentionRows = ending.takenIn.filter(({ reason }) => reason !== null);
  const contacts = countBy(ending.contacts, (number) => number);
  const attention = countBy(attentionRows, ({ uid }) => numberAt.get(uid) ?? null);
  const sum = { missing: 0, doubled: 0, misjudged: 0 };
  for (let number = 0; number < ending.mails; number += 1) {
    const stored = copies.get(number) ?? 0;
    const inContacts = contacts.get(number) ?? 0;
    const inAttention = attention.get(number) ?? 0;
    if (stored === 0) failures.push(`mail ${number} is not in the store`);
    if (inContacts + inAttention < stored) sum.missing += 1;
    if (inContacts + inAttention > stored) sum.doubled += 1;
    if ((ending.senderless.has(number) ? inContacts : inAttention) > 0) sum.misjudged += 1;
    if (inContacts + inAttention !== stored)
      failures.push(`mail ${number}: ${stored} in the store, ${inContacts} contacts, ${inAttention} in attention`);
  }
  const strangers = (contacts.get(null) ?? 0) + (attention.get(null) ?? 0);
  const inLedger = new Set(ending.takenIn.filter(({ isInLedger }) => isInLedger).map(({ uid }) => uid));
  const unrecorded = ending.inbox.filter(({ uid }) => !inLedger.has(uid)).length;
  if (sum.misjudged > 0) failures.push(`${sum.misjudged} mails are in attention without need, or not there with need`);
  if (strangers > 0) failures.push(`${strangers} contacts or entries belong to no mail`);
  if (unrecorded > 0) failures.push(`${unrecorded} mails of the Inbox are not in the ledger under their UID`);
  if (ending.elsewhere > 0) failures.push(`${ending.elsewhere} mails were left in a folder that is not watched`);
  const figures = {
    mails: ending.mails,
    storedMails: held.length,
    deliveredTwice: [...copies.values()].filter((count) => count > 1).length,
    deletedMails: ending.deleted.length,
    contacts: ending.contacts.length,
    attention: attentionRows.length,
    ...sum,
    strangers,
    unrecorded,
    elsewhere: ending.elsewhere,
  };
  return { figures, failures };
}

function countBy<T, K>(values: readonly T[], key: (value: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const value of values) counts.set(key(value), (counts.get(key(value)) ?? 0) + 1);
  return counts;
}
