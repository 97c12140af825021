import type { AppState } from '../../common/contract/ipc';
import type { Session } from '../session/session';
import type { Handlers } from './handlers';

type Names = 'app.state' | 'session.signIn' | 'session.signOut' | 'agent.setState';

/** Signing in and out, the agent's own state, and what the window shows first. */
export function sessionHandlers(deps: {
  session: Session;
  appState: () => AppState;
  /** Settles when the attempt to go on with the last session has ended, or has taken too long to wait for. */
  resumed: Promise<void>;
  rememberSignIn: (proposal: { serviceUrl: string; username: string }) => Promise<void>;
}): Pick<Handlers, Names> {
  const { session, appState } = deps;
  return {
    'app.state': async () => {
      // Otherwise the sign-in form would flash up before the desk.
      await deps.resumed;
      return appState();
    },
    'session.signIn': async (credentials) => {
      await session.signIn(credentials);
      await deps.rememberSignIn({ serviceUrl: credentials.serviceUrl, username: credentials.username });
      return appState();
    },
    'session.signOut': async () => {
      await session.signOut();
      return {};
    },
    'agent.setState': (input) => session.call('agents.setState', input),
  };
}
