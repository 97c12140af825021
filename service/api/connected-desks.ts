import type { AgentId } from '../../common/ids';
import { connectionLost, connectionResumed } from '../assignment/connection';
import type { ServiceDeps } from '../deps';

/**
 * Which agents have a desk connected to this instance. A desk that comes back may do so before its dead connection was
 * noticed, so watches are counted, and what is written about one agent is written in order.
 */
export class ConnectedDesks {
  private readonly watches = new Map<AgentId, number>();
  private readonly writing = new Map<AgentId, Promise<void>>();

  constructor(private readonly deps: ServiceDeps) {}

  /** How many agents have a desk here. */
  get count(): number {
    return this.watches.size;
  }

  /** A desk watches: the agent is there. Resolves when that is in the database. */
  async enter(agentId: AgentId): Promise<void> {
    this.watches.set(agentId, (this.watches.get(agentId) ?? 0) + 1);
    await this.write(agentId);
  }

  /** A desk watches no longer. */
  async leave(agentId: AgentId): Promise<void> {
    const left = (this.watches.get(agentId) ?? 1) - 1;
    if (left > 0) this.watches.set(agentId, left);
    else this.watches.delete(agentId);
    if (left === 0) await this.write(agentId);
  }

  /** Resolves when everything about connections is in the database. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.writing.values());
  }

  /** Writes what is true when its turn comes, not what was when it was asked for. */
  private write(agentId: AgentId): Promise<void> {
    const before = this.writing.get(agentId) ?? Promise.resolve();
    const next = before
      .catch(() => undefined)
      .then(() =>
        this.watches.has(agentId) ? connectionResumed(this.deps, agentId) : connectionLost(this.deps, agentId),
      )
      .finally(() => {
        if (this.writing.get(agentId) === next) this.writing.delete(agentId);
      });
    this.writing.set(agentId, next);
    return next;
  }
}
