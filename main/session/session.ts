import type { DeskSnapshot } from '../../common/contract/desk';
import { CodedError } from '../../common/contract/errors';
import { startWait } from '../net/back-off';
import { describeError, type DeskLog } from '../log';
import type { Vault } from '../vault/vault';
import { loadSavedSession, saveSession, type SavedSession } from './saved-session';
import type { ServiceCall, ServiceConnection } from './service-connection';
import { endsSession } from './service-errors';
import { createServiceLink, type LinkState, type ServiceLink } from './service-link';

export type SessionEvents = {
  /** The newest snapshot, or null once signed out. */
  snapshot: (snapshot: DeskSnapshot | null) => void;
  link: (state: LinkState) => void;
  /** A kept session was found; its connection is being made. */
  resuming: () => void;
  /** A connection is open and signed in: time to look after what waited for it. */
  connected: (call: ServiceCall) => void;
  signedOut: () => void;
};

export type SessionDeps = {
  vault: Vault;
  connect: (options: { serviceUrl: string; token: string | null }) => Promise<ServiceConnection>;
  deviceName: string;
  random: () => number;
  log: DeskLog;
  events: SessionEvents;
};

/** The agent's session with the service: at most one at a time. */
export type Session = {
  snapshot: () => DeskSnapshot | null;
  link: () => LinkState;
  /** Goes on with the session kept in the vault, if there is one; settles with its first snapshot or its end. */
  resume: () => Promise<void>;
  signIn: (credentials: { serviceUrl: string; username: string; password: string }) => Promise<void>;
  signOut: () => Promise<void>;
  /** Calls the service as the signed-in agent. `not-signed-in` or `service-unreachable` where that cannot be. */
  call: ServiceCall;
  hurry: () => void;
  /** Ends the connection at the end of the process; the session stays valid. */
  close: () => void;
};

/** How long signing in waits for the desk's first picture before it shows what it has. */
const FIRST_SNAPSHOT_MS = 10_000;

type Live = { saved: SavedSession; link: ServiceLink; firstSnapshot: Promise<void>; settleFirst: () => void };

export function createSession(deps: SessionDeps): Session {
  const { vault, log, events } = deps;
  let live: Live | null = null;
  let snapshot: DeskSnapshot | null = null;
  let lastLink: LinkState = { link: 'offline', problem: null };

  const setLink = (state: LinkState) => {
    lastLink = state;
    events.link(state);
  };

  /** Ends the session here. `reason` is shown where the person did not end it themself. */
  const end = async (reason: CodedError | null) => {
    if (!live) return;
    const ended = live;
    live = null;
    snapshot = null;
    ended.link.stop();
    ended.settleFirst();
    log.info('session-ended', { reason: reason?.code ?? 'signed-out' });
    setLink({ link: 'offline', problem: reason?.code ?? null });
    events.snapshot(null);
    events.signedOut();
    await vault.delete('session');
    await vault.delete('mail-store');
  };

  const callOn = async (connection: ServiceConnection, of: Live, ...[name, input]: Parameters<ServiceCall>) => {
    try {
      return await connection.call(name, input);
    } catch (error) {
      if (live === of && error instanceof CodedError && endsSession(error)) await end(error);
      throw error;
    }
  };

  const onConnected = (of: () => Live | null, connection: ServiceConnection) => {
    connection.watch({
      snapshot: (next) => {
        const owner = of();
        if (!owner || live !== owner) return;
        snapshot = next;
        events.snapshot(next);
        owner.settleFirst();
      },
      error: (error) => {
        const owner = of();
        if (!owner || live !== owner) return;
        if (endsSession(error)) {
          end(error).catch((failure: unknown) => log.error('session-end-failed', describeError(failure)));
        } else {
          // Without its watch the desk would show an old state for ever: a new connection brings a new watch.
          connection.close();
        }
      },
    });
    const owner = of();
    if (owner) events.connected(((name, input) => callOn(connection, owner, name, input)) as ServiceCall);
  };

  const start = (saved: SavedSession, first: ServiceConnection | null): Live => {
    let settleFirst: () => void = () => undefined;
    const firstSnapshot = new Promise<void>((resolve) => (settleFirst = resolve));
    let started: Live | null = null;
    const link = createServiceLink({
      first,
      connect: () => deps.connect({ serviceUrl: saved.serviceUrl, token: saved.token }),
      onConnected: (connection) => onConnected(() => started, connection),
      onState: setLink,
      random: deps.random,
    });
    started = { saved, link, firstSnapshot, settleFirst };
    live = started;
    return started;
  };

  return {
    snapshot: () => snapshot,
    link: () => lastLink,
    resume: async () => {
      const saved = await loadSavedSession(vault);
      // The person may have signed in by hand while the keychain was thinking.
      if (saved === null || live) return;
      log.info('session-resuming');
      events.resuming();
      await start(saved, null).firstSnapshot;
    },
    signIn: async ({ serviceUrl, username, password }) => {
      const connection = await deps.connect({ serviceUrl, token: null });
      try {
        const { token } = await connection.call('session.signIn', { username, password, deviceName: deps.deviceName });
        if (live) await end(null);
        const saved = { serviceUrl, username, token };
        await saveSession(vault, saved);
        const started = start(saved, connection);
        await within(FIRST_SNAPSHOT_MS, started.firstSnapshot);
        if (live !== started) throw new CodedError(lastLink.problem ?? 'internal', 'Signed out again at once');
        log.info('session-started');
      } catch (error) {
        connection.close();
        throw error;
      }
    },
    signOut: async () => {
      const connection = live?.link.connection();
      if (!live) return;
      // Refused while an offer is shown, for instance: then the person stays signed in and is told.
      if (connection) await callOn(connection, live, 'session.signOut', {});
      await end(null);
    },
    call: (async (name, input) => {
      if (!live) throw new CodedError('not-signed-in', 'Nobody is signed in');
      const connection = live.link.connection();
      if (!connection) throw new CodedError('service-unreachable', 'No connection to the service');
      return callOn(connection, live, name, input);
    }) as ServiceCall,
    hurry: () => live?.link.hurry(),
    close: () => live?.link.stop(),
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const wait = startWait(ms);
  await Promise.race([work, wait.done]);
  wait.wake();
}
