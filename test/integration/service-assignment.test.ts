import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { AgentState } from '../../common/contract/agent';
import type { ContactState } from '../../common/contract/contact';
import type { ContactId } from '../../common/ids';
import { acceptOffer } from '../../service/assignment/accept-offer';
import {
  connectionLost,
  connectionResumed,
  disconnectDeadInstances,
  signOutAway,
} from '../../service/assignment/connection';
import { startDueWork } from '../../service/assignment/due-work';
import { expireOffers } from '../../service/assignment/expire-offers';
import { offerNext } from '../../service/assignment/offer-next';
import { setAgentState } from '../../service/assignment/set-agent-state';
import { createSignIn, type SignInDesk } from '../../service/identity/sign-in';
import { announce } from '../../service/store/topics';
import { inTransaction } from '../../service/store/transaction';
import { buildSite, TEST_PASSWORD, type Site } from '../builders/service-site';
import { emptyTables, startServiceDatabase, type ServiceDatabase } from '../support/service-database';
import { waitFor } from '../support/wait-for';

const HOUR = 3_600_000;

let database: ServiceDatabase;
let site: Site;
let desk: SignInDesk;

beforeEach(async () => {
  database ??= await startServiceDatabase();
  desk ??= createSignIn(database.deps, HOUR);
  await emptyTables(database);
  site = await buildSite(database.deps, {
    agents: [{ username: 'anna' }, { username: 'ben' }, { username: 'sue', csqs: ['Sales'] }],
  });
});
afterAll(() => database.stop());

async function signIn(username: string): Promise<void> {
  await desk.signIn({ username, password: TEST_PASSWORD, deviceName: 'test' });
  await connectionResumed(database.deps, site.agentId(username));
}

async function goReady(...usernames: string[]): Promise<void> {
  for (const username of usernames) {
    await signIn(username);
    await setAgentState(database.deps, site.agentId(username), { state: 'ready', reasonCode: null });
    database.clock.advance(1);
  }
}

async function contactNow(id: ContactId): Promise<{ state: ContactState; owner: string | null }> {
  const row = await database.deps.db
    .selectFrom('contacts')
    .leftJoin('agents', 'agents.id', 'contacts.owner_id')
    .select(['contacts.state', 'agents.username as owner'])
    .where('contacts.id', '=', id)
    .executeTakeFirstOrThrow();
  return row;
}

async function stateOf(username: string): Promise<AgentState> {
  const row = await database.deps.db
    .selectFrom('agents')
    .select('state')
    .where('id', '=', site.agentId(username))
    .executeTakeFirstOrThrow();
  return row.state;
}

async function historyOf(id: ContactId): Promise<string[]> {
  const rows = await database.deps.db
    .selectFrom('history_events')
    .select('kind')
    .where('contact_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.kind);
}

describe('offering', () => {
  it('gives nothing to who is Not Ready, away or of another queue', async () => {
    const contact = await site.addContact();
    await signIn('anna');
    await goReady('sue', 'ben');
    await connectionLost(database.deps, site.agentId('ben'));
    expect(await offerNext(database.deps)).toBe(0);
    expect(await contactNow(contact)).toEqual({ state: 'queued', owner: null });
  });

  it('offers to the longest idle, spreads, and stops at the capacity', async () => {
    const contacts = [];
    for (let i = 0; i < 8; i++) contacts.push(await site.addContact());
    await goReady('anna', 'ben');
    expect(await offerNext(database.deps)).toBe(6);
    const held = await database.deps.db
      .selectFrom('contacts')
      .innerJoin('agents', 'agents.id', 'contacts.owner_id')
      .select(['username', (select) => select.fn.countAll<number>().as('count')])
      .groupBy('username')
      .orderBy('username')
      .execute();
    expect(held).toEqual([
      { username: 'anna', count: 3 },
      { username: 'ben', count: 3 },
    ]);
    expect(await offerNext(database.deps)).toBe(0);
  });

  it('takes the highest priority, then the longest waiting', async () => {
    const at = (minute: number): Date => new Date(database.clock.now().getTime() - minute * 60_000);
    const newer = await site.addContact({ arrivedAt: at(5) });
    const older = await site.addContact({ arrivedAt: at(50) });
    const urgent = await site.addContact({ arrivedAt: at(1), priority: 1 });
    await database.deps.db.updateTable('agents').set({ capacity: 2 }).execute();
    await goReady('anna');
    await offerNext(database.deps);
    expect((await contactNow(urgent)).state).toBe('offered');
    expect((await contactNow(older)).state).toBe('offered');
    expect((await contactNow(newer)).state).toBe('queued');
  });

  it('gives no contact twice and exceeds no capacity, however many offer at once', async () => {
    await goReady('anna', 'ben');
    for (let i = 0; i < 20; i++) await site.addContact();
    const counts = await Promise.all([1, 2, 3, 4, 5, 6].map(() => offerNext(database.deps)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    const offered = await database.deps.db
      .selectFrom('history_events')
      .select('contact_id')
      .where('kind', '=', 'offered')
      .execute();
    expect(new Set(offered.map((row) => row.contact_id)).size).toBe(6);
    expect(offered).toHaveLength(6);
  });
});

describe('an offer', () => {
  it('is accepted by its agent only, and again without harm', async () => {
    const contact = await site.addContact();
    await goReady('anna');
    await offerNext(database.deps);
    const refusal = expect.objectContaining({ code: 'offer-gone' }) as Error;
    await expect(acceptOffer(database.deps, site.agentId('ben'), contact)).rejects.toThrow(refusal);
    await acceptOffer(database.deps, site.agentId('anna'), contact);
    await acceptOffer(database.deps, site.agentId('anna'), contact);
    expect(await contactNow(contact)).toEqual({ state: 'active', owner: 'anna' });
    expect(await historyOf(contact)).toEqual(['offered', 'accepted']);
  });

  it('that rings out makes its agent RONA and goes to the other one', async () => {
    const contact = await site.addContact();
    await goReady('anna', 'ben');
    await offerNext(database.deps);
    expect((await contactNow(contact)).owner).toBe('anna');
    database.clock.advance(29);
    expect(await expireOffers(database.deps)).toBe(0);
    database.clock.advance(1);
    expect(await expireOffers(database.deps)).toBe(1);
    expect(await stateOf('anna')).toBe('rona');
    await offerNext(database.deps);
    expect(await contactNow(contact)).toEqual({ state: 'offered', owner: 'ben' });
    await expect(acceptOffer(database.deps, site.agentId('anna'), contact)).rejects.toThrow(
      expect.objectContaining({ code: 'offer-gone' }) as Error,
    );
    expect(await historyOf(contact)).toEqual(['offered', 'offer-expired', 'offered']);
    await setAgentState(database.deps, site.agentId('anna'), { state: 'ready', reasonCode: null });
    expect(await stateOf('anna')).toBe('ready');
  });

  it('expires once, however many look', async () => {
    await site.addContact();
    await goReady('anna');
    await offerNext(database.deps);
    database.clock.advance(31);
    const counts = await Promise.all([1, 2, 3, 4].map(() => expireOffers(database.deps)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    const log = await database.deps.db
      .selectFrom('agent_state_log')
      .select('changed_by')
      .where('state', '=', 'rona')
      .execute();
    expect(log).toEqual([{ changed_by: 'system' }]);
  });

  it('and an acceptance at the same moment leave the contact with one owner', async () => {
    for (let round = 0; round < 10; round++) {
      const contact = await site.addContact();
      await goReady('anna');
      await offerNext(database.deps);
      database.clock.advance(31);
      const [accepted] = await Promise.allSettled([
        acceptOffer(database.deps, site.agentId('anna'), contact),
        expireOffers(database.deps),
      ]);
      const now = await contactNow(contact);
      expect(now).toEqual(
        accepted.status === 'fulfilled' ? { state: 'active', owner: 'anna' } : { state: 'queued', owner: null },
      );
      await database.deps.db.deleteFrom('history_events').execute();
      await database.deps.db.deleteFrom('ledger').execute();
      await database.deps.db.deleteFrom('contacts').execute();
    }
  });

  it('is taken back by Not Ready, which keeps what is accepted', async () => {
    const accepted = await site.addContact();
    await goReady('anna');
    await offerNext(database.deps);
    await acceptOffer(database.deps, site.agentId('anna'), accepted);
    const offered = await site.addContact();
    await offerNext(database.deps);
    await setAgentState(database.deps, site.agentId('anna'), { state: 'not-ready', reasonCode: 'lunch' });
    expect(await contactNow(offered)).toEqual({ state: 'queued', owner: null });
    expect(await contactNow(accepted)).toEqual({ state: 'active', owner: 'anna' });
  });

  it('keeps its agent from signing out', async () => {
    await site.addContact();
    await goReady('anna');
    await offerNext(database.deps);
    await expect(desk.signOut(site.agentId('anna'))).rejects.toThrow(
      expect.objectContaining({ code: 'wrong-state' }) as Error,
    );
  });
});

describe('a state', () => {
  it('needs a known reason', async () => {
    await signIn('anna');
    await expect(
      setAgentState(database.deps, site.agentId('anna'), { state: 'not-ready', reasonCode: 'fishing' }),
    ).rejects.toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
  });

  it('is never Ready while signed out', async () => {
    await expect(
      setAgentState(database.deps, site.agentId('anna'), { state: 'ready', reasonCode: null }),
    ).rejects.toThrow(expect.objectContaining({ code: 'wrong-state' }) as Error);
  });
});

describe('a lost connection', () => {
  it('takes offers back at once, keeps what is accepted, and the state within the grace time', async () => {
    const accepted = await site.addContact();
    await goReady('anna');
    await offerNext(database.deps);
    await acceptOffer(database.deps, site.agentId('anna'), accepted);
    const offered = await site.addContact();
    await offerNext(database.deps);
    await connectionLost(database.deps, site.agentId('anna'));
    expect((await contactNow(offered)).state).toBe('queued');
    database.clock.advance(119);
    await signOutAway(database.deps, 120_000);
    await connectionResumed(database.deps, site.agentId('anna'));
    expect(await stateOf('anna')).toBe('ready');
    expect(await contactNow(accepted)).toEqual({ state: 'active', owner: 'anna' });
  });

  it('signs out after the grace time; whoever comes back is Not Ready and still has the contacts', async () => {
    const accepted = await site.addContact();
    await goReady('anna');
    await offerNext(database.deps);
    await acceptOffer(database.deps, site.agentId('anna'), accepted);
    await connectionLost(database.deps, site.agentId('anna'));
    database.clock.advance(120);
    await signOutAway(database.deps, 120_000);
    expect(await stateOf('anna')).toBe('signed-out');
    expect(await contactNow(accepted)).toEqual({ state: 'active', owner: 'anna' });
    await connectionResumed(database.deps, site.agentId('anna'));
    expect(await stateOf('anna')).toBe('not-ready');
  });

  it('is assumed of every desk of a service that died', async () => {
    await site.addContact();
    await goReady('anna');
    await offerNext(database.deps);
    const next = { ...database.deps, instanceId: database.deps.newId() };
    expect(await disconnectDeadInstances(next)).toBe(1);
    expect(await offerNext(next)).toBe(0);
    expect(await disconnectDeadInstances(next)).toBe(0);
  });
});

describe('due work', () => {
  it('offers when it hears of a contact, and wakes by itself at the deadline', async () => {
    await goReady('anna');
    // Real time from here: it is timers that are looked at.
    const deps = { ...database.deps, now: () => new Date() };
    await deps.db.updateTable('csqs').set({ offer_time_limit_s: 1 }).execute();
    const work = startDueWork(deps, { graceMs: 60_000 });
    const contact = await site.addContact();
    await inTransaction(deps.db, (trx) => announce(trx, { topic: 'work' }));
    await waitFor('it is offered', async () => (await contactNow(contact)).state === 'offered', { timeoutMs: 1000 });
    await waitFor('it rang out', async () => (await stateOf('anna')) === 'rona', { timeoutMs: 2000 });
    await work.stop();
  });
});
