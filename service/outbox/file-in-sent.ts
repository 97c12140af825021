import type { ServiceDeps } from '../deps';
import { recordHistory } from '../contacts/history';
import type { OutgoingRow } from '../store/schema';
import { inTransaction } from '../store/transaction';
import { announceToDesk } from './announce-to-desk';
import { locate } from './locate';
import type { FiledAt } from '../mail-store/store-folder';
import type { OutboxPorts } from './ports';

/**
 * Moves a sent message from the Outbox to Sent, and records where it lies.
 *
 * Died in the middle, or after the move and before it was recorded: the next start files it again with `isRepeated`, which
 * looks in Sent first and then only removes what is left in the Outbox. So it may be done any number of times.
 */
export async function fileInSent(
  deps: ServiceDeps,
  { store, folders }: OutboxPorts,
  message: OutgoingRow,
  isRepeated: boolean,
): Promise<void> {
  const inSent = isRepeated
    ? await store.withFolder(async (sent): Promise<FiledAt> => {
        const [uid] = await sent.findByMessageId(message.message_id);
        return uid === undefined ? null : { uidValidity: sent.uidValidity, uid };
      }, folders.sent)
    : null;
  const filed = await store.withFolder(async (outbox): Promise<{ isFiled: boolean; at: FiledAt }> => {
    const uid = await locate(outbox, message);
    if (inSent !== null) {
      if (uid !== null) await outbox.removeCopies([uid]);
      return { isFiled: true, at: inSent };
    }
    if (uid === null) return { isFiled: false, at: null };
    const moved = await outbox.moveTo([uid], folders.sent);
    const newUid = moved.uids.get(uid);
    return { isFiled: true, at: newUid === undefined ? null : { uidValidity: moved.uidValidity, uid: newUid } };
  });
  await recordFiled(deps, message, folders.sent, filed);
}

/** A message that somebody else removed from the Outbox is recorded as such, and not looked for again. */
async function recordFiled(
  deps: ServiceDeps,
  message: OutgoingRow,
  sentFolder: string,
  { isFiled, at }: { isFiled: boolean; at: FiledAt },
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const now = deps.now();
    const result = await trx
      .updateTable('outgoing_messages')
      .set({
        filed_at: now,
        folder: isFiled ? sentFolder : null,
        uid_validity: at?.uidValidity ?? null,
        uid: at?.uid ?? null,
      })
      .where('id', '=', message.id)
      .where('filed_at', 'is', null)
      .executeTakeFirst();
    if (result.numUpdatedRows !== 1n) return;
    const event = { actor: 'system', kind: isFiled ? 'filed' : 'not-filed', data: { outgoingId: message.id } } as const;
    await recordHistory(trx, now, message.contact_id, event);
    await announceToDesk(trx, message.agent_id);
  });
}

/** Messages that were sent and not filed yet, oldest first. One that bounced was sent, and may have bounced before it was filed. */
export async function unfiledMessages({ db }: ServiceDeps): Promise<OutgoingRow[]> {
  return db
    .selectFrom('outgoing_messages')
    .selectAll()
    .where('state', 'in', ['sent', 'bounced'])
    .where('filed_at', 'is', null)
    .orderBy('sent_at')
    .limit(100)
    .execute();
}
