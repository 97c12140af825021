import type { Connections } from '../../common/contract/ipc';
import type { CodedError, ErrorCode } from '../../common/contract/errors';
import { backOffMs, startWait, type Wait } from '../net/back-off';
import type { ServiceConnection } from './service-connection';
import { translateConnectionError } from './service-errors';

export type LinkState = { link: Connections['service']; problem: ErrorCode | null };

/** The connection that comes back: connects, and again after each loss, until it is stopped. */
export type ServiceLink = {
  state: () => LinkState;
  /** The connection that is open now, or null. */
  connection: () => ServiceConnection | null;
  /** After sleep or a changed network: looks at the open connection, or stops waiting for the next attempt. */
  hurry: () => void;
  stop: () => void;
};

const BACK_OFF = { firstMs: 500, maxMs: 20_000 };
const WAKE_PONG_TIMEOUT_MS = 3_000;
/** A connection that lasted this long was a good one. */
const STEADY_MS = 20_000;

type Options = {
  first: ServiceConnection | null;
  connect: () => Promise<ServiceConnection>;
  onConnected: (connection: ServiceConnection) => void;
  onState: (state: LinkState) => void;
  random: () => number;
};

/**
 * Keeps a connection. `first` is one that is open already (the one on which the person signed in). `onConnected` is
 * called for each connection, so that watches are made anew.
 */
export function createServiceLink(options: Options): ServiceLink {
  return new KeptLink(options);
}

class KeptLink implements ServiceLink {
  private current: LinkState = { link: 'connecting', problem: null };
  private open: ServiceConnection | null = null;
  private wait: Wait | null = null;
  private isStopped = false;

  constructor(private readonly options: Options) {
    // A turn later, when the owner has this link in hand: with `first` there is nothing to wait for before onConnected.
    queueMicrotask(() => {
      this.setState(this.current);
      void this.keep();
    });
  }

  state(): LinkState {
    return this.current;
  }

  connection(): ServiceConnection | null {
    return this.open;
  }

  hurry(): void {
    this.open?.check(WAKE_PONG_TIMEOUT_MS);
    this.wait?.wake();
  }

  stop(): void {
    this.isStopped = true;
    this.open?.close();
    this.wait?.wake();
  }

  private async keep(): Promise<void> {
    let next = this.options.first;
    let failures = 0;
    while (!this.isStopped) {
      const startedAt = Date.now();
      const reason = await this.live(next).catch(translateConnectionError);
      next = null;
      // A service that takes the connection and drops it at once must not be asked in a tight circle.
      failures = Date.now() - startedAt > STEADY_MS ? 1 : failures + 1;
      if (this.isStopped) return;
      this.setState({ link: 'connecting', problem: reason.code });
      this.wait = startWait(backOffMs(failures, BACK_OFF, this.options.random));
      await this.wait.done;
      this.wait = null;
    }
  }

  /** One connection from its start to its end, which is what it answers with. */
  private async live(first: ServiceConnection | null): Promise<CodedError> {
    const connection = first ?? (await this.options.connect());
    if (this.isStopped) connection.close();
    else {
      this.open = connection;
      this.setState({ link: 'connected', problem: null });
      this.options.onConnected(connection);
    }
    const reason = await connection.closed;
    this.open = null;
    return reason;
  }

  private setState(next: LinkState): void {
    this.current = next;
    if (!this.isStopped) this.options.onState(next);
  }
}
