import { sql } from 'kysely';
import type { OutgoingId } from '../../../common/ids';
import type { ServiceDeps } from '../../deps';
import { isDatabaseAway } from '../../store/database-error';
import type { OutboxPorts } from '../ports';
import { appendDraft } from './append-draft';

/** Messages that are made in one go: what agents wrote meanwhile is sent in between. */
const BATCH = 20;
/** A draft of which no message could be made, or which another instance has, is tried again after this. */
const RETRY_MS = 30_000;

/** Makes messages of the automatic replies that intake decided on. Whatever it remembers only saves time. */
export class AutomaticReplies {
  private readonly setAside = new Set<OutgoingId>();
  private dueAt: Date | null = null;

  constructor(
    private readonly deps: ServiceDeps,
    private readonly ports: Pick<OutboxPorts, 'store'>,
  ) {}

  /** When there is something to do though nobody says so; null: never. */
  nextAt(): Date | null {
    return this.dueAt;
  }

  /** Makes some, and gives how many can be sent now. One that fails holds up neither the others nor what is to be sent. */
  async makeSome(): Promise<number> {
    const now = this.deps.now();
    if (this.dueAt !== null && this.dueAt <= now) this.setAside.clear();
    const ids = await this.drafts();
    let queued = 0;
    for (const id of ids) {
      const result = await appendDraft(this.deps, this.ports, id).catch((error: unknown) => {
        // nothing is wrong with the draft, and with none of those behind it: the run is repeated as a whole
        if (isDatabaseAway(error)) throw error;
        this.deps.log.warn({ err: error, outgoingId: id }, 'an automatic reply is not in the Outbox yet');
        return 'failed' as const;
      });
      if (result === 'failed' || result === 'elsewhere') this.setAside.add(id);
      if (result === 'queued') queued += 1;
      if (!this.ports.store.status().connected) break;
    }
    const retryAt = this.setAside.size > 0 ? new Date(now.getTime() + RETRY_MS) : null;
    this.dueAt = ids.length === BATCH ? now : retryAt;
    return queued;
  }

  private async drafts(): Promise<OutgoingId[]> {
    const rows = await this.deps.db
      .selectFrom('outgoing_messages')
      .select('id')
      .where('state', '=', 'draft')
      .where('automatic_template', 'is not', null)
      .where(sql<boolean>`id <> ALL(${[...this.setAside]}::uuid[])`)
      .orderBy('created_at')
      .limit(BATCH)
      .execute();
    return rows.map(({ id }) => id);
  }
}
