import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { setAgentState } from '../../service/assignment/set-agent-state';
import { LOCK_OUT } from '../../service/identity/lock-out';
import { checkSession, resumeSession } from '../../service/identity/sessions';
import { createSignIn, type SignInDesk } from '../../service/identity/sign-in';
import { buildSite, TEST_PASSWORD, type Site } from '../builders/service-site';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from '../support/service-database';

const HOUR = 3_600_000;

let database: ServiceDatabase;
let site: Site;
let desk: SignInDesk;

beforeEach(async () => {
  database ??= await startServiceDatabase();
  await emptyTables(database);
  site = await buildSite(database.deps, { agents: [{ username: 'Anna' }] });
  desk = createSignIn(database.deps, HOUR);
});
afterAll(() => database.stop());

const signIn = (username = 'anna', password = TEST_PASSWORD) => desk.signIn({ username, password, deviceName: 'test' });
const failsWith = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('signing in', () => {
  it('opens a session whose token is not in the database, and leaves the agent Not Ready', async () => {
    const { token, agent, expiresAt, session } = await signIn(' ANNA ');
    expect(agent).toMatchObject({ username: 'Anna', state: 'not-ready' });
    expect(expiresAt.getTime() - database.clock.now().getTime()).toBe(HOUR);
    const rows = await database.deps.db.selectFrom('sessions').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await resumeSession(database.deps, token, HOUR)).toEqual(session);
  });

  it('answers a wrong password and an unknown name alike, up to the lock', async () => {
    for (const username of ['anna', 'nobody']) {
      for (let i = 0; i < LOCK_OUT.attempts; i++) {
        await expect(signIn(username, 'wrong')).rejects.toThrow(failsWith('wrong-password'));
      }
      await expect(signIn(username, TEST_PASSWORD)).rejects.toThrow(failsWith('account-locked'));
      database.clock.advance(LOCK_OUT.forMs / 1000 - 1);
      await expect(signIn(username, TEST_PASSWORD)).rejects.toThrow(failsWith('account-locked'));
      database.clock.advance(1);
    }
    await signIn();
  });

  it('gives no more guesses to who tries many at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => signIn('anna', 'wrong')));
    const codes = outcomes.map((o) => (o.status === 'rejected' ? (o.reason as { code: string }).code : 'signed in'));
    expect(codes.filter((code) => code === 'wrong-password')).toHaveLength(LOCK_OUT.attempts);
    expect(codes.filter((code) => code === 'account-locked')).toHaveLength(12 - LOCK_OUT.attempts);
  });

  it('forgets wrong passwords after a right one', async () => {
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < LOCK_OUT.attempts - 1; i++) {
        await expect(signIn('anna', 'wrong')).rejects.toThrow(failsWith('wrong-password'));
      }
      await signIn();
    }
  });

  it('ends the older session of the agent, who is no longer Ready', async () => {
    const first = await signIn();
    await setAgentState(database.deps, site.agentId('Anna'), { state: 'ready', reasonCode: null });
    const second = await signIn();
    await expect(resumeSession(database.deps, first.token, HOUR)).rejects.toThrow(failsWith('signed-in-elsewhere'));
    expect((await resumeSession(database.deps, second.token, HOUR)).agentId).toBe(site.agentId('Anna'));
    expect(second.agent.state).toBe('not-ready');
  });
});

describe('a session', () => {
  it('ends when it is not used, and lives on when it is', async () => {
    const { session } = await signIn();
    for (let i = 0; i < 4; i++) {
      database.clock.advance(0.9 * 3600);
      await checkSession(database.deps, session.id, HOUR);
    }
    database.clock.advance(3601);
    await expect(checkSession(database.deps, session.id, HOUR)).rejects.toThrow(failsWith('session-expired'));
  });

  it('ends with the sign-out', async () => {
    const { token } = await signIn();
    await desk.signOut(site.agentId('Anna'));
    await expect(resumeSession(database.deps, token, HOUR)).rejects.toThrow(failsWith('session-expired'));
    const agent = await database.deps.db.selectFrom('agents').select('state').executeTakeFirstOrThrow();
    expect(agent.state).toBe('signed-out');
  });

  it('is not made up', async () => {
    await expect(resumeSession(database.deps, 'invented', HOUR)).rejects.toThrow(failsWith('session-expired'));
  });
});
