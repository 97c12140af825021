import type { WebSocket } from 'ws';
import { CodedError } from '../../common/contract/errors';
import type { ProcedureName } from '../../common/contract/service-api';
import type { ServiceConfig } from '../config/schema';
import type { ServiceDeps } from '../deps';
import type { SignInDesk } from '../identity/sign-in';
import { checkSession, resumeSession, type Session } from '../identity/sessions';
import type { RunningParts } from '../running';
import { ACCESS } from './access';
import type { ConnectedDesks } from './connected-desks';

/** What the API's procedures work with. */
export type ApiDeps = ServiceDeps & {
  config: ServiceConfig;
  signIn: SignInDesk;
  desks: ConnectedDesks;
  /** The parts that run now; null while one is not started. */
  parts: () => RunningParts;
};

/**
 * One WebSocket connection. It belongs to a session from its sign-in on, or, for a desk that comes back, from its
 * connection parameters on; `refusal` says why those were not taken.
 */
export type DeskConnection = { socket: WebSocket; session: Session | null; refusal: CodedError | null };

/** The caller of a procedure that is not for anyone. */
export type Caller = { session: Session; connection: DeskConnection };

/** Makes the context of a new connection, of a desk that comes back where it brings its token. */
export async function openConnection(deps: ApiDeps, socket: WebSocket, token: string | null): Promise<DeskConnection> {
  if (token === null) return { socket, session: null, refusal: null };
  try {
    return { socket, session: await resumeSession(deps, token, lifetimeMs(deps)), refusal: null };
  } catch (error) {
    // Told at the first call, where the desk can act on it.
    if (error instanceof CodedError) return { socket, session: null, refusal: error };
    throw error;
  }
}

/**
 * Decides whether this connection may call a procedure now.
 *
 * @throws CodedError `not-signed-in`, `session-expired`, `signed-in-elsewhere`, `not-allowed`
 */
export async function authorise(
  deps: ApiDeps,
  connection: DeskConnection,
  name: ProcedureName,
): Promise<Caller | null> {
  const { roles, needsCsq } = ACCESS[name];
  if (roles === 'anyone') return null;
  if (!connection.session) throw connection.refusal ?? new CodedError('not-signed-in', 'Nobody is signed in');
  const session = await checkSession(deps, connection.session.id, lifetimeMs(deps));
  if (!roles.includes(session.role)) throw new CodedError('not-allowed', `${name} is not for the role ${session.role}`);
  if (needsCsq && !(await hasCsq(deps, session))) throw new CodedError('not-allowed', 'Agent has no e-mail queue');
  return { session, connection };
}

/** How long a session lasts without use. */
export function lifetimeMs({ config }: Pick<ApiDeps, 'config'>): number {
  return config.session.lifetimeH * 3_600_000;
}

async function hasCsq({ db }: ApiDeps, { agentId }: Session): Promise<boolean> {
  const row = await db.selectFrom('agent_csqs').select('csq_id').where('agent_id', '=', agentId).executeTakeFirst();
  return row !== undefined;
}
