import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { clientConfig, type DatabaseSource } from './connect';
import { CHANNEL, topicSchema, type Topic, type TopicBus } from './topics';

/** A topic bus with its own connection to the database. */
export type ListeningBus = TopicBus & {
  /** Whether it hears topics now. */
  isListening: () => boolean;
  stop: () => Promise<void>;
};

/** What listeners are told after a gap, during which they may have missed anything. */
const AFTER_GAP: readonly Topic[] = [{ topic: 'resync' }, { topic: 'queues' }, { topic: 'work' }, { topic: 'outbox' }];

/**
 * Listens on one connection and connects again when it is lost. Nothing is kept for the time in between: the topics only
 * say "look again", so after a gap everybody is told to.
 */
export async function startTopicBus(source: DatabaseSource, log: Logger): Promise<ListeningBus> {
  const bus = new PostgresTopicBus(source, log);
  await bus.connect();
  return bus;
}

class PostgresTopicBus implements ListeningBus {
  private readonly listeners = new Set<(topic: Topic) => void>();
  private readonly stopping = new AbortController();
  private client: pg.Client | null = null;

  constructor(
    private readonly source: DatabaseSource,
    private readonly log: Logger,
  ) {}

  readonly subscribe = (listener: (topic: Topic) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly isListening = (): boolean => this.client !== null;

  readonly stop = async (): Promise<void> => {
    this.stopping.abort();
    const client = this.client;
    this.client = null;
    await client?.end();
  };

  async connect(): Promise<void> {
    const client = new pg.Client(clientConfig(this.source));
    client.on('notification', (message) => this.receive(message.payload ?? ''));
    let isLost = false;
    const lose = (): void => {
      if (isLost) return;
      isLost = true;
      const wasListening = this.client === client;
      if (wasListening) this.client = null;
      if (wasListening && !this.stopping.signal.aborted) void this.reconnect();
    };
    client.on('error', lose);
    client.on('end', lose);
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      if (isLost) throw new Error('The connection was lost as soon as it was made');
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    if (this.stopping.signal.aborted) await client.end();
    else this.client = client;
  }

  private async reconnect(): Promise<void> {
    const { signal } = this.stopping;
    this.log.warn('the connection that hears of changes was lost');
    for (let waitMs = 20; !signal.aborted; waitMs = Math.min(waitMs * 2, 2000)) {
      try {
        await this.connect();
        this.log.info('changes are heard again');
        for (const topic of AFTER_GAP) this.emit(topic);
        return;
      } catch (error) {
        this.log.debug({ err: error }, 'the database is not reached yet');
        await delay(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private receive(payload: string): void {
    const topic = topicSchema.safeParse(parseJson(payload));
    // A newer instance may speak of what this one does not know.
    if (topic.success) this.emit(topic.data);
    else this.log.warn('a topic was not understood');
  }

  private emit(topic: Topic): void {
    for (const listener of this.listeners) {
      try {
        listener(topic);
      } catch (error) {
        this.log.error({ err: error, topic: topic.topic }, 'a listener failed');
      }
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
