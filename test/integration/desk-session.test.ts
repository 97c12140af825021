import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeskSnapshot } from '../../common/contract/desk';
import type { IntakeView } from '../../common/contract/intake';
import { connectService } from '../../main/session/service-connection';
import type { LinkState } from '../../main/session/service-link';
import { createSession, type Session } from '../../main/session/session';
import { createMemoryVault } from '../../main/vault/memory-vault';
import type { Vault } from '../../main/vault/vault';
import { buildSite, TEST_PASSWORD } from '../builders/service-site';
import { startFaultProxy, type FaultProxy } from '../mail-stack/fault-proxy';
import { freePort } from '../mail-stack/ports';
import { startServiceOnTrial, type ServiceOnTrial } from '../support/service-on-trial';
import { waitFor } from '../support/wait-for';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let trial: ServiceOnTrial;
let network: FaultProxy;
let serviceUrl: string;
let desks: TestDesk[] = [];

/** The desk's session with all it has said. */
class TestDesk {
  readonly snapshots: (DeskSnapshot | null)[] = [];
  readonly intakeViews: (IntakeView | null)[] = [];
  readonly links: LinkState[] = [];
  readonly session: Session;

  constructor(readonly vault: Vault = createMemoryVault()) {
    desks.push(this);
    this.session = createSession({
      vault,
      connect: (options) => connectService({ ...options, caPem: null }),
      deviceName: 'test',
      random: () => 0,
      log: silent,
      events: {
        snapshot: (snapshot) => this.snapshots.push(snapshot),
        intake: (view) => this.intakeViews.push(view),
        link: (state) => this.links.push(state),
        resuming: () => undefined,
        connected: () => undefined,
        signedOut: () => undefined,
      },
    });
  }

  signIn(username = 'anna', password = TEST_PASSWORD): Promise<void> {
    return this.session.signIn({ serviceUrl, username, password });
  }
}

beforeAll(async () => {
  trial = await startServiceOnTrial({ graceS: 1 });
  await buildSite(trial.outside, {
    agents: [{ username: 'anna' }, { username: 'ben' }, { username: 'sofia', role: 'supervisor', csqs: [] }],
  });
});
beforeEach(async () => {
  const target = { host: '127.0.0.1', port: trial.service.port };
  network = await startFaultProxy({ target, listen: '127.0.0.1', port: await freePort('127.0.0.1') });
  serviceUrl = `ws://127.0.0.1:${network.port}`;
});
afterEach(async () => {
  for (const { session } of desks) session.close();
  desks = [];
  await network.stop();
});
afterAll(() => trial.stop());

describe('the desk’s session with the real service', () => {
  it('is signed in with its first snapshot, and tells what changes', async () => {
    const desk = new TestDesk();
    await desk.signIn();
    expect(desk.session.snapshot()?.agent).toMatchObject({ username: 'anna', state: 'not-ready' });
    expect(desk.session.link()).toEqual({ link: 'connected', problem: null });
    await desk.session.call('agents.setState', { state: 'ready' });
    await waitFor('Ready', () => desk.session.snapshot()?.agent.state === 'ready');
  });

  it.each([
    ['a wrong password', () => new TestDesk().signIn('anna', 'wrong'), 'wrong-password'],
    ['a name that is not there', () => new TestDesk().signIn('nobody', 'wrong'), 'wrong-password'],
  ])('says no to %s', async (_what, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
  });

  it('says that the service cannot be reached, and keeps nothing', async () => {
    const desk = new TestDesk();
    network.refuse(true);
    await expect(desk.signIn()).rejects.toMatchObject({ code: 'service-unreachable' });
    expect(await desk.vault.get('session')).toBeNull();
    await expect(desk.session.call('contacts.mails', { contactId: '' })).rejects.toMatchObject({
      code: 'not-signed-in',
    });
  });

  it('goes on after a restart with what the vault kept, without the password', async () => {
    const first = new TestDesk();
    await first.signIn('ben');
    first.session.close();
    const second = new TestDesk(first.vault);
    await second.session.resume();
    expect(second.session.snapshot()?.agent.username).toBe('ben');
    expect(JSON.stringify(await first.vault.get('session'))).not.toContain(TEST_PASSWORD);
  });

  it('comes back after the connection was cut, and sees what happened meanwhile', async () => {
    const desk = new TestDesk();
    await desk.signIn();
    await desk.session.call('agents.setState', { state: 'not-ready' });
    const before = desk.snapshots.length;
    network.cut();
    await waitFor('the loss', () => desk.links.some(({ problem }) => problem === 'service-unreachable'));
    await waitFor('the connection', () => desk.session.link().link === 'connected');
    await waitFor('a snapshot of the new connection', () => desk.snapshots.length > before);
    await desk.session.call('agents.setState', { state: 'ready' });
    await waitFor('Ready', () => desk.session.snapshot()?.agent.state === 'ready');
    expect(desk.snapshots).not.toContain(null);
  });

  it('brings a supervisor what intake holds, again after the connection was cut, and nothing once signed out', async () => {
    const desk = new TestDesk();
    await desk.signIn('sofia');
    await waitFor('the figures', () => desk.session.intake() !== null);
    // The mail store of this service is not there.
    expect(desk.session.intake()).toMatchObject({ connected: false, inStore: 0, attention: [] });
    const before = desk.intakeViews.length;
    network.cut();
    await waitFor('the figures again', () => desk.intakeViews.length > before);
    expect(desk.intakeViews).not.toContain(null);
    const unknown = { id: '00000000-0000-4000-8000-000000000001' };
    await expect(desk.session.call('attention.retry', unknown)).rejects.toMatchObject({ code: 'not-found' });
    await desk.session.signOut();
    expect(desk.session.intake()).toBeNull();
    expect(desk.intakeViews.at(-1)).toBeNull();
  });

  it('brings an agent nothing of intake', async () => {
    const desk = new TestDesk();
    await desk.signIn();
    const unknown = { id: '00000000-0000-4000-8000-000000000001' };
    await expect(desk.session.call('attention.dismiss', unknown)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(desk.intakeViews.filter((view) => view !== null)).toEqual([]);
  });

  it('answers a call at once while the service is away', async () => {
    const desk = new TestDesk();
    await desk.signIn();
    network.refuse(true);
    network.cut();
    await waitFor('the loss', () => desk.session.link().link === 'connecting');
    await expect(desk.session.call('agents.setState', { state: 'ready' })).rejects.toMatchObject({
      code: 'service-unreachable',
    });
    expect(desk.session.snapshot()).not.toBeNull();
    network.refuse(false);
    desk.session.hurry();
    await waitFor('the connection', () => desk.session.link().link === 'connected');
  });

  it('finds a dead connection after sleep', async () => {
    const desk = new TestDesk();
    await desk.signIn();
    network.freeze();
    desk.session.hurry();
    await waitFor('the loss', () => desk.session.link().link === 'connecting');
    network.cut();
    network.thaw();
    desk.session.hurry();
    await waitFor('the connection', () => desk.session.link().link === 'connected');
  });

  it('is over when the agent signs in elsewhere, and says so', async () => {
    const here = new TestDesk();
    await here.signIn();
    const there = new TestDesk();
    await there.signIn();
    await waitFor('the end', () => here.session.snapshot() === null);
    expect(here.session.link()).toEqual({ link: 'offline', problem: 'signed-in-elsewhere' });
    expect(here.snapshots.at(-1)).toBeNull();
    await waitFor('nothing kept', async () => (await here.vault.get('session')) === null);
    expect(there.session.snapshot()?.agent.username).toBe('anna');
  });

  it('signs out: nothing is kept, and the token is worth nothing any more', async () => {
    const desk = new TestDesk();
    await desk.signIn('ben');
    const kept = await desk.vault.get('session');
    await desk.session.signOut();
    expect(desk.session.snapshot()).toBeNull();
    expect(desk.session.link()).toEqual({ link: 'offline', problem: null });
    const vault = createMemoryVault();
    await vault.set('session', kept ?? '');
    const later = new TestDesk(vault);
    await later.session.resume();
    expect(later.session.link()).toEqual({ link: 'offline', problem: 'session-expired' });
    expect(await vault.get('session')).toBeNull();
  });
});
