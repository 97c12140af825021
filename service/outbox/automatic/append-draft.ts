import { sql, type Transaction } from 'kysely';
import type { OutgoingId } from '../../../common/ids';
import { moveOutgoing } from '../../contacts/move-outgoing';
import type { ServiceDeps } from '../../deps';
import type { FiledAt, StoreFolder } from '../../mail-store/store-folder';
import type { Database, OutgoingRow } from '../../store/schema';
import { announce } from '../../store/topics';
import { inTransaction } from '../../store/transaction';
import type { OutboxPorts } from '../ports';
import { composeDraft } from './compose-draft';

/** `elsewhere`: another instance is at it. */
export type AppendResult = 'queued' | 'cancelled' | 'elsewhere' | 'settled';

type Automatic = OutgoingRow & { automatic_template: string };
type Placed = { path: string; at: FiledAt };

/**
 * Makes the message of one automatic draft, appends it to the Outbox and queues it; from then on it is sent and filed like
 * any other. The contact's state does not change by it.
 *
 * | dies | then |
 * | --- | --- |
 * | before APPEND | the draft's row is as it was |
 * | after APPEND, before COMMIT | the row is a draft still: the next looks for its Message-ID first, and finds the message |
 * | after COMMIT | the message is queued |
 *
 * One instance at a time does so: the lock ends with the transaction, and with the process. No row is locked while the
 * store is waited for.
 */
export async function appendDraft(
  deps: ServiceDeps,
  { store }: Pick<OutboxPorts, 'store'>,
  id: OutgoingId,
): Promise<AppendResult> {
  return inTransaction(deps.db, async (trx) => {
    if (!(await isOurs(trx, id))) return 'elsewhere';
    const draft = await readDraft(trx, id);
    if (draft === null) return 'settled';
    const composed = await composeDraft(trx, draft, deps.now());
    const placed =
      composed === null ? null : await store.withFolder((outbox) => appendOnce(outbox, draft, composed.raw));
    return settle(trx, deps.now(), draft, placed === null ? null : { placed, subject: composed?.subject ?? '' });
  });
}

async function isOurs(trx: Transaction<Database>, id: OutgoingId): Promise<boolean> {
  const { rows } = await sql<{ is_ours: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`automatic ${id}`}, 0)) AS is_ours`.execute(trx);
  return rows[0]?.is_ours === true;
}

async function readDraft(trx: Transaction<Database>, id: OutgoingId): Promise<Automatic | null> {
  const row = await trx
    .selectFrom('outgoing_messages')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'draft')
    .executeTakeFirst();
  if (row === undefined || row.automatic_template === null) return null;
  return { ...row, automatic_template: row.automatic_template };
}

/** One that died, or lost its connection, after APPEND left the message there. */
async function appendOnce(outbox: StoreFolder, draft: OutgoingRow, raw: Buffer): Promise<Placed> {
  await outbox.refresh();
  const [uid] = await outbox.findByMessageId(draft.message_id);
  const at = uid === undefined ? await outbox.append(raw) : { uidValidity: outbox.uidValidity, uid };
  return { path: outbox.path, at };
}

async function settle(
  trx: Transaction<Database>,
  now: Date,
  draft: Automatic,
  made: { placed: Placed; subject: string } | null,
): Promise<AppendResult> {
  // the contact first, then the message: the order of all locks
  await trx.selectFrom('contacts').select('id').where('id', '=', draft.contact_id).forUpdate().execute();
  const { state } = await trx
    .selectFrom('outgoing_messages')
    .select('state')
    .where('id', '=', draft.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (state !== 'draft') return 'settled';
  if (made === null) {
    const data = { template: draft.automatic_template, reason: 'no-template' };
    await moveOutgoing(trx, now, draft, 'cancelled', {}, { actor: 'system', kind: 'auto-reply-cancelled', data });
    return 'cancelled';
  }
  const { path, at } = made.placed;
  const place = at === null ? {} : { folder: path, uid_validity: at.uidValidity, uid: at.uid };
  const values = { ...place, subject: made.subject, next_attempt_at: now };
  await moveOutgoing(trx, now, draft, 'queued', values, { actor: 'system', kind: 'auto-reply-queued' });
  await announce(trx, { topic: 'outbox' });
  return 'queued';
}
