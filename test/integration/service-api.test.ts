import { once } from 'node:events';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ROLES } from '../../common/contract/agent';
import { serviceApi, type CallName } from '../../common/contract/service-api';
import { ACCESS } from '../../service/api/access';
import { announce } from '../../service/store/topics';
import { inTransaction } from '../../service/store/transaction';
import { buildSite, TEST_PASSWORD, type Site } from '../builders/service-site';
import { DeskClient } from '../support/desk-client';
import { startServiceOnTrial, type ServiceOnTrial } from '../support/service-on-trial';
import { waitFor } from '../support/wait-for';

let trial: ServiceOnTrial;
let site: Site;
let clients: DeskClient[] = [];

beforeAll(async () => {
  trial = await startServiceOnTrial({ graceS: 1 });
  site = await buildSite(trial.outside, {
    agents: [
      { username: 'anna' },
      { username: 'ben' },
      { username: 'agent', csqs: [] },
      { username: 'supervisor', role: 'supervisor', csqs: [] },
      { username: 'administrator', role: 'administrator', csqs: [] },
    ],
  });
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
});
afterAll(() => trial.stop());

function connectDesk(token?: string): DeskClient {
  const client = new DeskClient(trial.service.port, token);
  clients.push(client);
  return client;
}

async function signedIn(username: string): Promise<{ desk: DeskClient; token: string }> {
  const desk = connectDesk();
  return { desk, token: await desk.signIn(username, TEST_PASSWORD) };
}

async function announceWork(): Promise<void> {
  await inTransaction(trial.outside.db, (trx) => announce(trx, { topic: 'queues' }, { topic: 'work' }));
}

const UUID = '00000000-0000-4000-8000-000000000000';
/** A well-formed input for each procedure, about things that are not there. */
const INPUTS: Record<Exclude<CallName, 'session.signIn'>, unknown> = {
  'session.signOut': {},
  'session.mailStore': {},
  'agents.setState': { state: 'not-ready', reasonCode: null },
  'contacts.accept': { contactId: UUID },
  'contacts.mails': { contactId: UUID },
  'contacts.wrapUp': { contactId: UUID, reasonCode: 'solved', notes: '' },
  'contacts.closeWithoutReply': { contactId: UUID, reasonCode: 'solved', notes: '' },
  'contacts.requeue': { contactId: UUID },
  'contacts.transferToCsq': { contactId: UUID, csqId: UUID },
  'contacts.addNote': { contactId: UUID, text: 'x' },
  'contacts.notes': { contactId: UUID },
  'contacts.postpone': { contactId: UUID, until: '2030-01-01T00:00:00.000Z' },
  'contacts.resume': { contactId: UUID },
  'replies.prepare': { contactId: UUID, subject: 'x', to: [{ name: '', address: 'a@b.example' }], cc: [] },
  'replies.appended': { outgoingId: UUID, location: null },
  'intake.status': {},
  'attention.retry': { id: UUID },
  'attention.dismiss': { id: UUID },
  'configuration.get': {},
  'configuration.save': { version: 0, configuration: {} },
  'configuration.audit': {},
  'rules.try': { source: 'Subject: x' },
};

describe('rights', () => {
  it('are in the table for every procedure of the contract', () => {
    expect(Object.keys(ACCESS).sort()).toEqual(Object.keys(serviceApi).sort());
  });

  it('nobody who is not signed in may call anything but the sign-in', async () => {
    const stranger = connectDesk();
    for (const [name, input] of Object.entries(INPUTS)) {
      expect([name, await stranger.refusal(name as keyof typeof INPUTS, input)]).toEqual([name, 'not-signed-in']);
    }
    stranger.watch();
    await waitFor('the watch is refused', () => stranger.watchError !== null);
    expect(stranger.watchError).toBe('not-signed-in');
  });

  it.each(ROLES)('of the role %s are those of the table', async (role) => {
    const { desk } = await signedIn(role);
    // Signing out ends the walk.
    const names = (Object.keys(INPUTS) as (keyof typeof INPUTS)[]).filter((name) => name !== 'session.signOut');
    for (const name of [...names, 'session.signOut' as const]) {
      const { roles, needsCsq, ownership } = ACCESS[name];
      const mayCall = roles !== 'anyone' && roles.includes(role) && !needsCsq;
      const answer = await desk.refusal(name, INPUTS[name]);
      if (!mayCall) expect([name, answer]).toEqual([name, 'not-allowed']);
      else if (ownership || name.startsWith('attention.'))
        expect([name, answer]).toEqual([name, name === 'contacts.accept' ? 'offer-gone' : 'not-found']);
      else expect([name, answer]).toEqual([name, 'allowed']);
    }
  });

  it("end at another agent's contact", async () => {
    const anna = await signedIn('anna');
    const ben = await signedIn('ben');
    const contactId = await site.addContact();
    anna.desk.watch();
    await anna.desk.call('agents.setState', { state: 'ready' });
    await announceWork();
    await anna.desk.sees('the offer', (s) => s.contacts.some((c) => c.id === contactId && c.state === 'offered'));
    expect(await ben.desk.refusal('contacts.accept', { contactId })).toBe('offer-gone');
    await anna.desk.call('contacts.accept', { contactId });
    const ofOwners = (Object.keys(INPUTS) as (keyof typeof INPUTS)[]).filter(
      (name) => ACCESS[name].ownership === 'contact' && name !== 'contacts.accept',
    );
    expect(ofOwners).toContain('contacts.closeWithoutReply');
    for (const name of ofOwners) {
      expect(await ben.desk.refusal(name, { ...(INPUTS[name] as object), contactId })).toBe('not-found');
    }
    const reply = await anna.desk.call('replies.prepare', {
      ...(INPUTS['replies.prepare'] as { subject: string; to: []; cc: [] }),
      to: [{ name: '', address: 'carla@customers.example' }],
      contactId,
    });
    expect(await ben.desk.refusal('replies.appended', { outgoingId: reply.outgoingId, location: null })).toBe(
      'not-found',
    );
    expect(await anna.desk.call('replies.appended', { outgoingId: reply.outgoingId, location: null })).toEqual({
      state: 'queued',
    });
    await anna.desk.call('contacts.wrapUp', { contactId, reasonCode: 'solved', notes: '' });
    await anna.desk.sees('it closed', (s) => s.contacts.some((c) => c.id === contactId && c.state === 'closed'));
  });

  it('give the mail store only to who has a queue', async () => {
    const anna = await signedIn('anna');
    expect(await anna.desk.call('session.mailStore', {})).toMatchObject({
      port: 9,
      user: 'nobody',
      folders: { outbox: 'Outbox' },
    });
  });
});

describe('a connection', () => {
  it('of a web page is refused', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${trial.service.port}/desk`, { origin: 'https://evil.example' });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  it('to another path is refused', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${trial.service.port}/other`);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('404');
  });

  it('that sends too much is cut, and what is no request is answered without harm', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${trial.service.port}/desk`);
    await once(socket, 'open');
    socket.send('not json');
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(answer.toString()).toContain('invalid-input');
    socket.on('error', () => undefined);
    socket.send('x'.repeat(9 * 1024 * 1024));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
  });

  it('goes on with its token, and not with another', async () => {
    const { desk, token } = await signedIn('anna');
    await desk.close();
    const again = connectDesk(token);
    await again.call('agents.setState', { state: 'not-ready', reasonCode: 'lunch' });
    const invented = connectDesk('invented');
    expect(await invented.refusal('session.mailStore', {})).toBe('session-expired');
  });

  it('is told when the agent signs in elsewhere', async () => {
    const first = await signedIn('anna');
    first.desk.watch();
    await first.desk.sees('a snapshot', () => true);
    await signedIn('anna');
    await waitFor('the first desk is told', () => first.desk.watchError !== null);
    expect(first.desk.watchError).toBe('signed-in-elsewhere');
    expect(await first.desk.refusal('session.mailStore', {})).toBe('signed-in-elsewhere');
  });

  it('that is lost takes the offer back at once and, after the grace time, signs the agent out', async () => {
    const { desk } = await signedIn('ben');
    desk.watch();
    await desk.call('agents.setState', { state: 'ready' });
    const contactId = await site.addContact();
    await announceWork();
    await desk.sees('the offer', (s) => s.contacts.some((c) => c.id === contactId));
    await desk.close();
    const contact = () =>
      trial.outside.db.selectFrom('contacts').select('state').where('id', '=', contactId).executeTakeFirstOrThrow();
    await waitFor('the offer is taken back', async () => (await contact()).state === 'queued');
    const agent = () =>
      trial.outside.db.selectFrom('agents').select('state').where('username', '=', 'ben').executeTakeFirstOrThrow();
    await waitFor('the agent is signed out', async () => (await agent()).state === 'signed-out');
    await sql`UPDATE contacts SET state = 'closed', closed_at = now() WHERE id = ${contactId}`.execute(
      trial.outside.db,
    );
  });
});

describe('errors', () => {
  it('name the place of an invalid input and never the value', async () => {
    const desk = connectDesk();
    const failure: unknown = await desk
      .call('session.signIn', { username: '', password: 'secret-value', deviceName: 'x'.repeat(300) })
      .catch((error: unknown) => error);
    expect(String(failure)).toContain('username, deviceName');
    expect(String(failure)).not.toContain('secret-value');
    expect(await desk.refusal('session.signIn', {})).toBe('invalid-input');
  });
});

describe('watching', () => {
  it('gives a snapshot at once, then only what is new, however often it is told', async () => {
    const { desk } = await signedIn('anna');
    desk.watch();
    await desk.sees('the first snapshot', () => true);
    await waitFor('the desk is noted as connected', async () => (await metric('replydesk_connected_desks')) >= 1);
    const before = desk.snapshots.length;
    for (let i = 0; i < 200; i++) {
      await inTransaction(trial.outside.db, (trx) =>
        announce(trx, { topic: 'desk', agentId: site.agentId('anna') }, { topic: 'queues' }),
      );
    }
    const changes = Array.from({ length: 30 }, (_, i) =>
      trial.outside.db
        .updateTable('agents')
        .set({ display_name: `Anna ${i}` })
        .where('username', '=', 'anna')
        .execute(),
    );
    await Promise.all(changes);
    await trial.outside.db.updateTable('agents').set({ display_name: 'Last' }).where('username', '=', 'anna').execute();
    await inTransaction(trial.outside.db, (trx) => announce(trx, { topic: 'desk', agentId: site.agentId('anna') }));
    await desk.sees('the last name', (snapshot) => snapshot.agent.displayName === 'Last');
    expect(desk.snapshots.length - before).toBeLessThanOrEqual(31);
  });

  it('comes within some tens of milliseconds of the change', async () => {
    const { desk } = await signedIn('anna');
    desk.watch();
    await desk.sees('the first snapshot', () => true);
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      const name = `Anna the ${i}th`;
      const start = performance.now();
      await inTransaction(trial.outside.db, async (trx) => {
        await trx.updateTable('agents').set({ display_name: name }).where('username', '=', 'anna').execute();
        await announce(trx, { topic: 'desk', agentId: site.agentId('anna') });
      });
      await waitFor('the name', () => desk.newest?.agent.displayName === name, { intervalMs: 1 });
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    expect(times[10]).toBeLessThan(100);
  });
});

describe('monitoring', () => {
  it('lives without a mail store, is not ready and says why', async () => {
    const base = `http://127.0.0.1:${trial.service.port}`;
    expect((await fetch(`${base}/health`)).status).toBe(200);
    const ready = await fetch(`${base}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      ready: false,
      database: { ok: true },
      topics: { ok: true },
      intake: { ok: false, problem: 'mail-refused' },
    });
  });

  it('counts contacts, mails and desks', async () => {
    expect(await metric('replydesk_contacts{state="closed"}')).toBeGreaterThanOrEqual(1);
    expect(await metric('replydesk_ledger_mails')).toBeGreaterThanOrEqual(2);
    expect(await metric('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  });
});

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${trial.service.port}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? NaN);
}
