import type { Agent } from '../../common/contract/agent';
import { CodedError } from '../../common/contract/errors';
import type { AgentId } from '../../common/ids';
import { lockAgent, moveAgent } from '../assignment/move-agent';
import { withdrawOffers } from '../assignment/withdraw-offers';
import { toAgent } from '../contacts/agent-view';
import type { ServiceDeps } from '../deps';
import { inTransaction } from '../store/transaction';
import { reserveAttempt, UnknownNames } from './lock-out';
import { decoyHash, verifyPassword } from './password';
import { newToken, openSession, revokeSessions, type Session } from './sessions';
import { Turnstile } from './turnstile';

type Credentials = { username: string; password: string; deviceName: string };
type SignedIn = { token: string; expiresAt: Date; agent: Agent; session: Session };

/** Signs agents in and out. */
export type SignInDesk = {
  /** @throws CodedError `wrong-password` (whether or not the name exists), `account-locked` */
  signIn: (credentials: Credentials) => Promise<SignedIn>;
  /** @throws CodedError `wrong-state` while an offer is shown */
  signOut: (agentId: AgentId) => Promise<void>;
};

/** Hashing at once, and how many may wait for it. */
const PLACES = 2;
const LINE = 200;

/** One per service: it keeps the line of those who sign in. */
export function createSignIn(deps: ServiceDeps, lifetimeMs: number): SignInDesk {
  const turnstile = new Turnstile(PLACES, LINE);
  const unknownNames = new UnknownNames(deps.now);
  const decoy = decoyHash();

  async function signIn({ username, password, deviceName }: Credentials): Promise<SignedIn> {
    const name = username.trim().toLowerCase();
    const agent = await deps.db
      .selectFrom('agents')
      .select(['id', 'password_hash'])
      .where((where) => where(where.fn<string>('lower', ['username']), '=', name))
      .executeTakeFirst();
    const mayTry = agent ? await reserveAttempt(deps, agent.id) : unknownNames.reserve(name);
    if (!mayTry) throw new CodedError('account-locked', 'Too many wrong passwords');
    const hash = agent?.password_hash ?? decoy;
    const fits = await turnstile.pass(() => verifyPassword(password, hash));
    if (!agent || !fits) throw new CodedError('wrong-password', 'Wrong name or password');
    return welcome(deps, agent.id, deviceName, lifetimeMs);
  }

  return { signIn, signOut: (agentId) => signOut(deps, agentId) };
}

/** Opens the session. The agent is Not Ready, whatever an older desk of theirs had been. */
async function welcome(deps: ServiceDeps, agentId: AgentId, deviceName: string, lifetimeMs: number): Promise<SignedIn> {
  const token = newToken();
  return inTransaction(deps.db, async (trx) => {
    const agent = await lockAgent(trx, agentId);
    const at = deps.now();
    const { id, expiresAt } = await openSession(trx, deps, { agentId, token, deviceName, lifetimeMs });
    await withdrawOffers(trx, at, agentId, 'signed-in-again');
    await moveAgent(trx, at, agent, 'not-ready', { changedBy: 'agent' });
    const now = await trx
      .updateTable('agents')
      // The desk has yet to watch: until it does, the grace time runs.
      .set({ failed_sign_ins: 0, locked_until: null, disconnected_at: at, instance_id: deps.instanceId })
      .where('id', '=', agentId)
      .returningAll()
      .executeTakeFirstOrThrow();
    return { token, expiresAt, agent: toAgent(now), session: { id, agentId, role: agent.role } };
  });
}

async function signOut(deps: ServiceDeps, agentId: AgentId): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const agent = await lockAgent(trx, agentId);
    const offer = await trx
      .selectFrom('contacts')
      .select('id')
      .where('owner_id', '=', agentId)
      .where('state', '=', 'offered')
      .executeTakeFirst();
    if (offer) throw new CodedError('wrong-state', 'An offer is shown');
    const at = deps.now();
    await revokeSessions(trx, at, agentId);
    if (agent.state !== 'signed-out') await moveAgent(trx, at, agent, 'signed-out', { changedBy: 'agent' });
  });
}
