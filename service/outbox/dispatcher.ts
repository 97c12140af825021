import type { ServiceDeps } from '../deps';
import { AutomaticReplies } from './automatic';
import { claimNext, nextDueAt } from './claim';
import { fileInSent, unfiledMessages } from './file-in-sent';
import type { OutboxPorts } from './ports';
import { recoverAbandoned } from './recover';
import { sendMessage } from './send-message';
import { OutboxWatch } from './watch';

/** As many as there are SMTP sessions. */
export const MAX_SENDING = 4;
/** A due message that was locked when it was to be claimed is looked at again after this. */
const LOCKED_RETRY_MS = 50;
/** A message that could not be filed, though the store is there, is tried again after this. */
const FILING_RETRY_MS = 30_000;

/** Decides, at each run, what there is to do in the Outbox. Whatever it remembers, a new instance finds out again. */
export class Dispatcher {
  readonly watch: OutboxWatch;
  private readonly automatic: AutomaticReplies;
  private isRecovered = false;
  private isFolderChanged = true;
  private filingDueAt: Date | null;
  private readonly sending = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  /** `onDone` is called whenever a message left the hands of this instance. */
  constructor(
    private readonly deps: ServiceDeps,
    private readonly ports: OutboxPorts,
    private readonly onDone: () => void,
  ) {
    this.watch = new OutboxWatch(deps);
    this.automatic = new AutomaticReplies(deps, ports);
    this.filingDueAt = deps.now();
  }

  /** There may be new messages in the folder. */
  folderChanged(): void {
    this.isFolderChanged = true;
  }

  /** The whole folder is looked at anew. */
  lookAgain(): void {
    this.watch.forget();
    this.isFolderChanged = true;
  }

  /** The connection to the store is new: the folder may have changed, and what could not be filed may be now. */
  storeConnected(): void {
    this.lookAgain();
    this.filingDueAt = this.deps.now();
  }

  /** Does what can be done now, and says when to look again. Sending goes on after it returned. */
  async run(): Promise<Date | null> {
    // each of these wakes us when it is there again
    if (!this.ports.store.status().connected) return null;
    if (!this.isRecovered) await recoverAbandoned(this.deps, this.ports);
    this.isRecovered = true;
    // what is known to be due goes first: looking at the folder is for what nobody told us
    let isCapacityLeft = await this.sendDue();
    if (this.isFolderChanged) {
      this.isFolderChanged = false;
      await this.lookAtFolder();
    }
    if (this.filingDueAt !== null && this.filingDueAt <= this.deps.now()) await this.fileLeftovers();
    // acknowledgements only where nobody's answer waits for them
    if (isCapacityLeft && (await this.automatic.makeSome()) > 0) isCapacityLeft = await this.sendDue();
    const canClaim = isCapacityLeft && this.ports.smtp.status().connected;
    const nextClaimAt = canClaim ? await this.nextClaimAt() : null;
    // with all hands full, each that is free again wakes us
    return earlier(earlier(this.filingDueAt, nextClaimAt), isCapacityLeft ? this.automatic.nextAt() : null);
  }

  /** Claims no more, and waits for what is being sent. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.sending.values());
  }

  private async sendDue(): Promise<boolean> {
    while (this.sending.size < MAX_SENDING) {
      if (this.stopping.signal.aborted || !this.ports.smtp.status().connected) return true;
      const claimed = await claimNext(this.deps);
      if (claimed === null) return true;
      const sent = sendMessage(this.deps, this.ports, claimed, this.stopping.signal)
        .catch((error: unknown) => {
          this.deps.log.warn({ err: error, outgoingId: claimed.id }, 'a message is not filed yet');
          this.filingDueAt = this.inMs(FILING_RETRY_MS);
        })
        .finally(() => {
          this.sending.delete(claimed.id);
          this.onDone();
        });
      this.sending.set(claimed.id, sent);
    }
    return false;
  }

  private async lookAtFolder(): Promise<void> {
    try {
      await this.ports.store.withFolder((outbox) => this.watch.look(outbox));
    } catch (error) {
      this.isFolderChanged = true;
      throw error;
    }
  }

  private async fileLeftovers(): Promise<void> {
    this.filingDueAt = null;
    for (const message of await unfiledMessages(this.deps)) {
      if (this.sending.has(message.id)) continue;
      // one that cannot be filed holds up neither the others nor what is to be sent
      await fileInSent(this.deps, this.ports, message, true).catch((error: unknown) => {
        this.deps.log.warn({ err: error, outgoingId: message.id }, 'a message is not filed yet');
        this.filingDueAt = this.inMs(FILING_RETRY_MS);
      });
    }
  }

  private async nextClaimAt(): Promise<Date | null> {
    const next = await nextDueAt(this.deps);
    return next !== null && next <= this.deps.now() ? this.inMs(LOCKED_RETRY_MS) : next;
  }

  private inMs(ms: number): Date {
    return new Date(this.deps.now().getTime() + ms);
  }
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
