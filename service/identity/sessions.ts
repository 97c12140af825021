import { createHash, randomBytes } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Role } from '../../common/contract/agent';
import { CodedError } from '../../common/contract/errors';
import type { AgentId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';

/** A session that is good now. */
export type Session = { id: string; agentId: AgentId; role: Role };

type Clock = Pick<ServiceDeps, 'db' | 'now'>;

/** Part of the lifetime after which use prolongs a session: not a write for every call. */
const RENEWAL = 0.02;

/** A new token; only its hash is stored, so that a copy of the database signs nobody in. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Opens a session and ends every other one of the agent: one desk at a time. */
export async function openSession(
  trx: Transaction<Database>,
  deps: ServiceDeps,
  session: { agentId: AgentId; token: string; deviceName: string; lifetimeMs: number },
): Promise<{ id: string; expiresAt: Date }> {
  const at = deps.now();
  await revokeSessions(trx, at, session.agentId);
  const id = deps.newId();
  const expiresAt = new Date(at.getTime() + session.lifetimeMs);
  await trx
    .insertInto('sessions')
    .values({
      id,
      agent_id: session.agentId,
      token_hash: hashToken(session.token),
      device_name: session.deviceName,
      created_at: at,
      expires_at: expiresAt,
    })
    .execute();
  return { id, expiresAt };
}

/** Ends all sessions of an agent and tells whoever serves them. */
export async function revokeSessions(trx: Transaction<Database>, at: Date, agentId: AgentId): Promise<void> {
  await trx
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('agent_id', '=', agentId)
    .where('revoked_at', 'is', null)
    .execute();
  await announce(trx, { topic: 'session-ended', agentId });
}

/** Finds the session of a token. @throws CodedError as {@link checkSession} */
export async function resumeSession(deps: Clock, token: string, lifetimeMs: number): Promise<Session> {
  const row = await deps.db
    .selectFrom('sessions')
    .select('id')
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!row) throw new CodedError('session-expired', 'No session has this token');
  return checkSession(deps, row.id, lifetimeMs);
}

/**
 * Looks whether a session is good still, and prolongs it. Done at every call: a lost announcement must not keep a
 * revoked session alive.
 *
 * @throws CodedError `session-expired`, or `signed-in-elsewhere` where a newer sign-in of the agent ended it
 */
export async function checkSession({ db, now }: Clock, sessionId: string, lifetimeMs: number): Promise<Session> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('agents', 'agents.id', 'sessions.agent_id')
    .select(['sessions.agent_id', 'sessions.expires_at', 'sessions.revoked_at', 'agents.role'])
    .where('sessions.id', '=', sessionId)
    .executeTakeFirst();
  if (!row) throw new CodedError('session-expired', 'The session is not known');
  const at = now();
  if (row.revoked_at) {
    const newer = await db
      .selectFrom('sessions')
      .select('id')
      .where('agent_id', '=', row.agent_id)
      .where('id', '<>', sessionId)
      .where('created_at', '>=', row.revoked_at)
      .executeTakeFirst();
    throw new CodedError(newer ? 'signed-in-elsewhere' : 'session-expired', 'The session was ended');
  }
  if (row.expires_at <= at) throw new CodedError('session-expired', 'The session is over');
  if (row.expires_at.getTime() - at.getTime() < lifetimeMs * (1 - RENEWAL)) {
    await db
      .updateTable('sessions')
      .set({ expires_at: new Date(at.getTime() + lifetimeMs) })
      .where('id', '=', sessionId)
      .where('revoked_at', 'is', null)
      .execute();
  }
  return { id: sessionId, agentId: row.agent_id, role: row.role };
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
