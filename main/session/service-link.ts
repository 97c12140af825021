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

/**
 * Keeps a connection. `first` is one that is open already (the one on which the person signed in). `onConnected` is
 * called for each connection, so that watches are made anew.
 */
export function createServiceLink(options: {
  first: ServiceConnection | null;
  connect: () => Promise<ServiceConnection>;
  onConnected: (connection: ServiceConnection) => void;
  onState: (state: LinkState) => void;
  random: () => number;
}): ServiceLink {
  let state: LinkState = { link: 'connecting', problem: null };
  let current: ServiceConnection | null = null;
  let wait: Wait | null = null;
  let isStopped = false;

  const setState = (next: LinkState) => {
    state = next;
    if (!isStopped) options.onState(next);
  };

  const live = async (connection: ServiceConnection): Promise<CodedError> => {
    if (isStopped) connection.close();
    current = connection;
    setState({ link: 'connected', problem: null });
    if (!isStopped) options.onConnected(connection);
    const reason = await connection.closed;
    current = null;
    return reason;
  };

  const run = async () => {
    let next = options.first;
    let failures = 0;
    while (!isStopped) {
      let reason: CodedError;
      try {
        const connection = next ?? (await options.connect());
        next = null;
        const connectedAt = Date.now();
        reason = await live(connection);
        // A service that takes the connection and drops it at once must not be asked in a tight circle.
        failures = Date.now() - connectedAt > BACK_OFF.maxMs ? 0 : failures;
      } catch (error) {
        reason = translateConnectionError(error);
      }
      failures += 1;
      setState({ link: 'connecting', problem: reason.code === 'cancelled' ? null : reason.code });
      wait = startWait(backOffMs(failures, BACK_OFF, options.random));
      if (!isStopped) await wait.done;
      wait.wake();
      wait = null;
    }
  };
  // A turn later, when the owner has this link in hand: with `first` there is nothing to wait for before onConnected.
  queueMicrotask(() => {
    setState(state);
    void run();
  });

  return {
    state: () => state,
    connection: () => current,
    hurry: () => {
      current?.check(WAKE_PONG_TIMEOUT_MS);
      wait?.wake();
    },
    stop: () => {
      isStopped = true;
      current?.close();
      wait?.wake();
    },
  };
}
