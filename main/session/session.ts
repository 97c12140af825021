import type { DeskSnapshot } from '../../common/contract/desk';
import { CodedError } from '../../common/contract/errors';
import type { IntakeView } from '../../common/contract/intake';
import type { CallName, ProcedureInput, ProcedureOutput } from '../../common/contract/service-api';
import { startWait } from '../net/back-off';
import { describeError, type DeskLog } from '../log';
import type { Vault } from '../vault/vault';
import { IntakeFollower } from './intake-follower';
import { loadSavedSession, saveSession, type SavedSession } from './saved-session';
import type { ServiceCall, ServiceConnection } from './service-connection';
import { endsSession } from './service-errors';
import { createServiceLink, type LinkState, type ServiceLink } from './service-link';

export type SessionEvents = {
  /** The newest snapshot, or null once signed out. */
  snapshot: (snapshot: DeskSnapshot | null) => void;
  /** What intake holds, for the roles that watch it; null when it is not known any more. */
  intake: (view: IntakeView | null) => void;
  link: (state: LinkState) => void;
  /** A kept session was found; its connection is being made. */
  resuming: () => void;
  /** A connection is open and signed in: time to look after what waited for it. */
  connected: () => void;
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

export type Credentials = { serviceUrl: string; username: string; password: string };

/** The agent's session with the service: at most one at a time. */
export type Session = {
  snapshot: () => DeskSnapshot | null;
  /** The newest view of intake; kept while the connection is away. */
  intake: () => IntakeView | null;
  link: () => LinkState;
  /** Goes on with the session kept in the vault, if there is one; settles with its first snapshot or its end. */
  resume: () => Promise<void>;
  signIn: (credentials: Credentials) => Promise<void>;
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
  return new DeskSession(deps);
}

class DeskSession implements Session {
  private live: Live | null = null;
  private newest: DeskSnapshot | null = null;
  private newestIntake: IntakeView | null = null;
  private lastLink: LinkState = { link: 'offline', problem: null };

  constructor(private readonly deps: SessionDeps) {}

  snapshot(): DeskSnapshot | null {
    return this.newest;
  }

  intake(): IntakeView | null {
    return this.newestIntake;
  }

  link(): LinkState {
    return this.lastLink;
  }

  async resume(): Promise<void> {
    const saved = await loadSavedSession(this.deps.vault);
    // The person may have signed in by hand while the keychain was thinking.
    if (saved === null || this.live) return;
    this.deps.log.info('session-resuming');
    this.deps.events.resuming();
    await this.start(saved, null).firstSnapshot;
  }

  async signIn({ serviceUrl, username, password }: Credentials): Promise<void> {
    const { connect, deviceName, vault, log } = this.deps;
    const connection = await connect({ serviceUrl, token: null });
    try {
      const { token } = await connection.call('session.signIn', { username, password, deviceName });
      if (this.live) await this.end(null);
      const saved = { serviceUrl, username, token };
      const started = this.start(saved, connection);
      await Promise.all([saveSession(vault, saved), within(FIRST_SNAPSHOT_MS, started.firstSnapshot)]);
      if (this.live !== started) throw new CodedError(this.lastLink.problem ?? 'internal', 'Signed out again at once');
      log.info('session-started');
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async signOut(): Promise<void> {
    const live = this.live;
    if (!live) return;
    const connection = live.link.connection();
    // Refused while an offer is shown, for instance: then the person stays signed in and is told.
    if (connection) await this.callOn(connection, live, 'session.signOut', {});
    await this.end(null);
  }

  readonly call: ServiceCall = async (name, input) => {
    const live = this.live;
    if (!live) throw new CodedError('not-signed-in', 'Nobody is signed in');
    const connection = live.link.connection();
    if (!connection) throw new CodedError('service-unreachable', 'No connection to the service');
    return this.callOn(connection, live, name, input);
  };

  hurry(): void {
    this.live?.link.hurry();
  }

  close(): void {
    this.live?.link.stop();
  }

  private async callOn<N extends CallName>(
    connection: ServiceConnection,
    of: Live,
    name: N,
    input: ProcedureInput<N>,
  ): Promise<ProcedureOutput<N>> {
    try {
      return await connection.call(name, input);
    } catch (error) {
      if (this.live === of && error instanceof CodedError && endsSession(error)) await this.end(error);
      throw error;
    }
  }

  private start(saved: SavedSession, first: ServiceConnection | null): Live {
    let settleFirst: () => void = () => undefined;
    const firstSnapshot = new Promise<void>((resolve) => (settleFirst = resolve));
    const link = createServiceLink({
      first,
      connect: () => this.deps.connect({ serviceUrl: saved.serviceUrl, token: saved.token }),
      onConnected: (connection) => {
        this.watch(connection, started);
        this.deps.events.connected();
      },
      onState: (state) => this.setLink(state),
      random: this.deps.random,
    });
    const started: Live = { saved, link, firstSnapshot, settleFirst };
    this.live = started;
    return started;
  }

  private watch(connection: ServiceConnection, of: Live): void {
    const endSession = (error: CodedError) => {
      if (this.live !== of) return;
      this.end(error).catch((failure: unknown) => this.deps.log.error('sign-out-failed', describeError(failure)));
    };
    const intake = new IntakeFollower({
      connection,
      random: this.deps.random,
      onView: (view) => {
        if (this.live === of) this.setIntake(view);
      },
      onSessionEnd: endSession,
    });
    connection.watch('desk.watch', {
      data: (snapshot) => {
        if (this.live !== of) return;
        this.newest = snapshot;
        this.deps.events.snapshot(snapshot);
        of.settleFirst();
        intake.seeRole(snapshot.agent.role);
      },
      error: (error) => {
        if (endsSession(error)) endSession(error);
        // Without its watch the desk would show an old state for ever: a new connection brings a new watch.
        else if (this.live === of) connection.close(error);
      },
    });
  }

  /** Ends the session here. `reason` is shown where the person did not end it themself. */
  private async end(reason: CodedError | null): Promise<void> {
    const { vault, log, events } = this.deps;
    const ended = this.live;
    if (!ended) return;
    this.live = null;
    this.newest = null;
    ended.link.stop();
    ended.settleFirst();
    log.info('session-ended', { reason: reason?.code ?? 'signed-out' });
    this.setLink({ link: 'offline', problem: reason?.code ?? null });
    this.setIntake(null);
    events.snapshot(null);
    events.signedOut();
    await vault.delete('session');
    await vault.delete('mail-store');
  }

  private setIntake(view: IntakeView | null): void {
    this.newestIntake = view;
    this.deps.events.intake(view);
  }

  private setLink(state: LinkState): void {
    this.lastLink = state;
    this.deps.events.link(state);
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const wait = startWait(ms);
  await Promise.race([work, wait.done]);
  wait.wake();
}
