import { parseMessageId } from '../../common/mail/message-ids';
import { fieldValue, splitHeader } from '../../common/mail/header-block';
import { recordAttention, type AttentionReason } from '../attention/record-attention';
import { settleGone } from '../attention/settle-gone';
import { markReplyQueued } from '../contacts/mark-reply-queued';
import type { ServiceDeps } from '../deps';
import type { StoreFolder } from '../mail-store/store-folder';
import { inTransaction } from '../store/transaction';

type Found = { uid: number; messageId: string | null };

/**
 * Looks at what is new in the Outbox. A message that is still a draft in the database was appended by a desk that died, or
 * whose call did not come through, before it could tell: it is queued here, and the contact goes on. What nobody here wrote is
 * left where it is and shown to an administrator. Doing it again changes nothing.
 */
export class OutboxWatch {
  private seen: { uidValidity: number; uid: number } | null = null;

  constructor(private readonly deps: ServiceDeps) {}

  /** The next look takes in the whole folder. */
  forget(): void {
    this.seen = null;
  }

  async look(outbox: StoreFolder): Promise<void> {
    const isWhole = this.seen?.uidValidity !== outbox.uidValidity;
    const after = this.seen?.uidValidity === outbox.uidValidity ? this.seen.uid : 0;
    // all headers first: nothing may ask the server for anything while it answers
    const found: Found[] = [];
    for await (const { uid, header } of outbox.fetchHeaders(`${after + 1}:*`)) {
      if (uid <= after) continue;
      const value = fieldValue(splitHeader(header.toString('latin1')), 'message-id');
      found.push({ uid, messageId: value === null ? null : parseMessageId(value) });
    }
    for (const message of found) await this.recognise(outbox, message);
    const { path, uidValidity } = outbox;
    if (isWhole)
      await settleGone(this.deps.db, this.deps.now, { path, uidValidity, uids: new Set(found.map(({ uid }) => uid)) });
    this.seen = { uidValidity: outbox.uidValidity, uid: Math.max(after, ...found.map(({ uid }) => uid)) };
  }

  private async recognise(outbox: StoreFolder, { uid, messageId }: Found): Promise<void> {
    const { db, log } = this.deps;
    const known =
      messageId === null
        ? undefined
        : await db
            .selectFrom('outgoing_messages')
            .select(['state', 'automatic_template'])
            .where('message_id', '=', messageId)
            .executeTakeFirst();
    if (known === undefined || known.state === 'cancelled') {
      const place = { folder: outbox.path, uidValidity: outbox.uidValidity, uid };
      // an agent pressed Send, and the contact was closed without a reply before we were told
      const reason: AttentionReason =
        known === undefined
          ? { reason: 'unknown-outgoing', detail: 'Not written here.' }
          : { reason: 'cancelled-outgoing', detail: 'Cancelled before it was queued.' };
      await inTransaction(db, (trx) => recordAttention(trx, this.deps, place, reason));
      log.warn({ uid, reason: reason.reason }, 'a message in the Outbox is not to be sent and is left alone');
    } else if (known.state === 'draft' && known.automatic_template !== null) {
      // its maker died before it could say so, and looks for it itself
      log.debug({ uid }, 'an automatic reply lies in the Outbox and is not queued yet');
    } else if (messageId !== null && (known.state === 'draft' || known.state === 'queued')) {
      const location = { folder: outbox.path, uidValidity: String(outbox.uidValidity), uid };
      await markReplyQueued(this.deps, { messageId }, { location }, 'system');
    }
  }
}
