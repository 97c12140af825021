import type { Role } from '../../common/contract/agent';
import type { CodedError } from '../../common/contract/errors';
import { type IntakeView, mayWatchIntake } from '../../common/contract/intake';
import { backOffMs, startWait, type Wait } from '../net/back-off';
import type { ServiceConnection } from './service-connection';
import { endsSession } from './service-errors';

const BACK_OFF = { firstMs: 500, maxMs: 20_000 };

type Options = {
  connection: Pick<ServiceConnection, 'watch' | 'closed'>;
  random: () => number;
  /** The newest view, or null when it is not known any more although the connection stands. */
  onView: (view: IntakeView | null) => void;
  /** The service said that the session is over. */
  onSessionEnd: (error: CodedError) => void;
};

/**
 * Watches intake on one connection while the agent's role allows it. When only this watch ends, it is made again on
 * the same connection: unlike without the desk's own watch, the agent can work meanwhile. With the connection it ends
 * for good and says nothing, so that the last view stays until the next connection brings a newer one.
 */
export class IntakeFollower {
  /** Null until a role was seen: a view of the connection before may have to go. */
  private isAllowed: boolean | null = null;
  private isClosed = false;
  private failures = 0;
  private wait: Wait | null = null;
  private stopWatch: (() => void) | null = null;

  constructor(private readonly options: Options) {
    void options.connection.closed.then(() => this.close());
  }

  /** To be told with every snapshot: an administrator may change a role at any time. */
  seeRole(role: Role): void {
    const isAllowed = mayWatchIntake(role);
    if (isAllowed === this.isAllowed || this.isClosed) return;
    this.isAllowed = isAllowed;
    if (isAllowed) {
      this.watch();
    } else {
      this.stop();
      this.options.onView(null);
    }
  }

  /** Ends the watch; nothing is told after it. */
  close(): void {
    this.isClosed = true;
    this.stop();
  }

  private watch(): void {
    let isOver = false;
    const finish = (error: CodedError) => {
      if (isOver) return;
      isOver = true;
      stop();
      this.ended(error);
    };
    let stop: () => void = () => undefined;
    stop = this.options.connection.watch('intake.watch', {
      data: (view) => {
        if (isOver) return;
        this.failures = 0;
        this.options.onView(view);
      },
      error: finish,
    });
    this.stopWatch = () => {
      isOver = true;
      stop();
    };
  }

  private ended(error: CodedError): void {
    this.stopWatch = null;
    if (endsSession(error)) {
      this.options.onSessionEnd(error);
      return;
    }
    this.failures += 1;
    // A service that stops, and a connection that is lost, end their watches a moment before `closed` is known.
    if (this.failures > 1) this.options.onView(null);
    const wait = startWait(backOffMs(this.failures, BACK_OFF, this.options.random));
    this.wait = wait;
    void wait.done.then(() => this.again(wait));
  }

  private again(wait: Wait): void {
    if (this.wait !== wait) return;
    this.wait = null;
    this.watch();
  }

  private stop(): void {
    const { wait, stopWatch } = this;
    this.wait = null;
    this.stopWatch = null;
    this.failures = 0;
    wait?.wake();
    stopWatch?.();
  }
}
