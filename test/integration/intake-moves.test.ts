import { sql } from 'kysely';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { ContactState } from '../../common/contract/contact';
import { Mover } from '../../service/intake/moves/mover';
import { keepImapConnection } from '../../service/mail-store/imap-connection';
import { readMailbox, withImap } from '../mail-stack/mailbox';
import type { MailStackOptions } from '../mail-stack/types';
import { configureIntake } from '../support/configure-intake';
import { IntakeTrial, mail } from '../support/intake-trial';
import { stopMailWorldDatabase, waitConnected } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

let trial: IntakeTrial;

afterEach(() => trial.close());
afterAll(stopMailWorldDatabase);

async function open(options: MailStackOptions = {}): Promise<void> {
  trial = await IntakeTrial.open({ ownServers: true, ...options });
}
async function append(folder: string, ...raws: string[]): Promise<void> {
  await withImap(trial.world.stack.imap, async (client) => {
    for (const raw of raws) await client.append(folder, Buffer.from(raw));
  });
}
async function makeFolder(folder: string): Promise<void> {
  await withImap(trial.world.stack.imap, (client) => client.mailboxCreate(folder));
}
async function inFolder(folder: string): Promise<string[]> {
  const mails = await readMailbox(trial.world.stack.imap, folder);
  return mails.map(({ headers }) => headers.get('subject')?.[0] ?? '').sort();
}
async function setState(state: ContactState, subject?: string): Promise<void> {
  const { db } = trial.world.deps;
  const values = state === 'closed' ? { state, closed_at: new Date() } : { state, closed_at: null };
  const update = db.updateTable('contacts').set(values);
  await (subject === undefined ? update : update.where('subject', '=', subject)).execute();
  await sql`SELECT pg_notify('replydesk', '{"topic":"work"}')`.execute(db);
}
/** Folder of each mail by the ledger, and whether it is really there under that UID. */
async function places(): Promise<string[]> {
  const rows = await trial.world.deps.db
    .selectFrom('ledger')
    .innerJoin('contacts', 'contacts.id', 'ledger.contact_id')
    .select(['folder', 'uid', 'subject', 'moving_to'])
    .orderBy('subject')
    .execute();
  return Promise.all(
    rows.map(async ({ folder, uid, subject, moving_to }) => {
      const found = (await readMailbox(trial.world.stack.imap, folder)).find((stored) => stored.uid === uid);
      const isThere = found?.headers.get('subject')?.[0] === subject && moving_to === null;
      return `${subject} ${folder}${isThere ? '' : ' (not there)'}`;
    }),
  );
}
const waitForPlaces = (...expected: string[]): Promise<unknown> =>
  waitFor(
    expected.join(', '),
    async () => {
      const now = await places();
      return now.join() === expected.join();
    },
    { timeoutMs: 15_000 },
  ).catch(async (error: unknown) => {
    expect(await places()).toEqual(expected);
    throw error;
  });

describe('mails go where the state of their contact wants them', () => {
  it('from state to state, applied without a restart, and the ledger knows where', async () => {
    await open();
    await trial.start();
    await append('INBOX', mail('a'), mail('b'), mail('c'));
    await trial.waitForContacts(3);
    await configureIntake(trial.world, { moves: { queued: 'Work/Waiting', closed: 'Done' } });
    await waitForPlaces('a Work/Waiting', 'b Work/Waiting', 'c Work/Waiting');
    expect(await inFolder('INBOX')).toEqual([]);
    await setState('closed', 'b');
    await waitForPlaces('a Work/Waiting', 'b Done', 'c Work/Waiting');
    // no folder for this state: they stay
    await setState('postponed', 'a');
    await setState('closed', 'c');
    await waitForPlaces('a Work/Waiting', 'b Done', 'c Done');
    await configureIntake(trial.world, { moves: { closed: 'Archive' } });
    await waitForPlaces('a Work/Waiting', 'b Archive', 'c Archive');
    expect(await trial.contacts()).toHaveLength(3);
    await waitFor('the counts', () => trial.intake?.folders()[0]?.inStore === 0);
  });

  it('a mail that joins a contact goes where the others are', async () => {
    await open();
    await configureIntake(trial.world, { moves: { queued: 'Waiting' } });
    await trial.start();
    await append('INBOX', mail('q'));
    await waitForPlaces('q Waiting');
    const { db } = trial.world.deps;
    const contact = await db.selectFrom('contacts').selectAll().executeTakeFirstOrThrow();
    const at = { created_at: new Date(), changed_at: new Date() };
    await db
      .insertInto('outgoing_messages')
      .values({
        id: trial.world.deps.newId() as never,
        contact_id: contact.id,
        message_id: '<ours@example.test>',
        state: 'sent',
        entry_point_id: contact.entry_point_id,
        subject: 're',
        recipients: JSON.stringify({ to: [], cc: [] }),
        ...at,
      })
      .execute();
    await append('INBOX', mail('Re: q', 'In-Reply-To: <ours@example.test>'));
    await waitFor('both there', async () => (await inFolder('Waiting')).join() === 'Re: q,q');
    expect(await trial.contacts()).toHaveLength(1);
  });

  it('more than one command moves', async () => {
    await open();
    await configureIntake(trial.world, { moves: { queued: 'Waiting' } });
    const names = Array.from({ length: 230 }, (_, n) => `mail ${String(n).padStart(3, '0')}`);
    await append('INBOX', ...names.map((name) => mail(name)));
    await makeFolder('Waiting');
    await trial.start();
    await waitFor('all moved', async () => (await inFolder('Waiting')).length === 230, { timeoutMs: 30_000 });
    expect(await inFolder('Waiting')).toEqual(names);
    await waitForPlaces(...names.map((name) => `${name} Waiting`));
    expect(await trial.contacts()).toHaveLength(230);
  });

  it('what another client moved or removed is left alone', async () => {
    await open();
    await trial.start();
    await append('INBOX', mail('a'), mail('b'), mail('c'));
    await trial.waitForContacts(3);
    await makeFolder('Waiting');
    await withImap(trial.world.stack.imap, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', 'Archive', { uid: true });
      await client.messageDelete('2', { uid: true });
    });
    await configureIntake(trial.world, { moves: { queued: 'Waiting' } });
    await waitFor('c moved', async () => (await inFolder('Waiting')).join() === 'c');
    const { db } = trial.world.deps;
    await waitFor('nothing due', async () => {
      const due = await db.selectFrom('contacts').select('id').where('mails_folder', 'is', null).execute();
      return due.length === 0;
    });
    expect(await inFolder('Archive')).toEqual(['a']);
    expect(await db.selectFrom('ledger').select('id').where('moving_to', 'is not', null).execute()).toEqual([]);
    expect(await trial.contacts()).toHaveLength(3);
  });

  it('a folder that cannot be made holds up nothing else', async () => {
    await open();
    await trial.start();
    await append('INBOX', mail('a'), mail('b'));
    await trial.waitForContacts(2);
    await setState('closed', 'b');
    // Dovecot makes no folder below a mail file's name
    await configureIntake(trial.world, { moves: { queued: 'bad//name', closed: 'Done' } });
    await waitForPlaces('a INBOX', 'b Done');
    await append('INBOX', mail('c'));
    await trial.waitForContacts(3);
  });
});

describe('a move that was cut off', () => {
  const MOVES = { moves: { queued: 'Waiting' }, folders: ['Waiting'] };

  /** Brings the mover to the named step and lets the process end there. */
  async function dieAt(step: 'intent' | 'move' | 'copy', options: MailStackOptions = {}): Promise<void> {
    await open(options);
    const { deps, stack } = trial.world;
    await makeFolder('Waiting');
    await trial.start();
    await append('INBOX', mail('a', 'Message-ID: <a@x.test>'), mail('b'), mail('twin'), mail('twin'));
    await trial.waitForContacts(4);
    await trial.stop();
    await sql`UPDATE ledger SET moving_to = 'Waiting'`.execute(deps.db);
    await withImap(stack.imap, async (client) => {
      await client.mailboxOpen('INBOX');
      if (step === 'move') await client.messageMove('1:*', 'Waiting');
      if (step === 'copy') await client.messageCopy('1:*', 'Waiting');
    });
    await configureIntake(trial.world, MOVES);
  }

  it.each([
    ['intent', []],
    ['move', []],
    ['copy', []],
    ['intent', ['MOVE', 'UIDPLUS']],
    ['move', ['MOVE', 'UIDPLUS']],
    ['copy', ['MOVE', 'UIDPLUS']],
  ] as const)('after the %s, on a server without %j: each is moved once and taken in once', async (step, without) => {
    await dieAt(step, { withoutCapabilities: [...without] });
    await trial.start();
    await waitForPlaces('a Waiting', 'b Waiting', 'twin Waiting', 'twin Waiting');
    await append('INBOX', mail('next'));
    await waitForPlaces('a Waiting', 'b Waiting', 'next Waiting', 'twin Waiting', 'twin Waiting');
    expect(await inFolder('Waiting')).toEqual(['a', 'b', 'next', 'twin', 'twin']);
    expect(await inFolder('INBOX')).toEqual([]);
    expect(await trial.contacts()).toHaveLength(5);
    expect(await trial.ledgerCount()).toBe(5);
  });

  it('leaves what others marked as deleted where it is, and takes nothing in again', async () => {
    await open({ withoutCapabilities: ['MOVE', 'UIDPLUS'] });
    await trial.start();
    await append('INBOX', mail('a'), mail('marked'));
    await trial.waitForContacts(2);
    await withImap(trial.world.stack.imap, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('2', ['\\Deleted'], { uid: true });
    });
    await setState('closed', 'a');
    await configureIntake(trial.world, { moves: { closed: 'Done' }, folders: ['Done'] });
    await waitForPlaces('a Done', 'marked INBOX');
    await trial.stop();
    await trial.start();
    await append('INBOX', mail('next'));
    await trial.waitForContacts(3);
    expect((await trial.subjects()).sort()).toEqual(['a', 'marked', 'next']);
    expect(await inFolder('INBOX')).toEqual(['marked', 'next']);
  });

  it('the connection cut while the server moves', async () => {
    await open({ proxied: true });
    await trial.start();
    await append('INBOX', mail('a'), mail('b'));
    await trial.waitForContacts(2);
    const cut = trial.world.stack.faults().imap.cutWhen({ from: 'server', pattern: /COPYUID/ });
    await configureIntake(trial.world, MOVES);
    await cut;
    await waitForPlaces('a Waiting', 'b Waiting');
    expect(await trial.contacts()).toHaveLength(2);
  });
});

describe('a mover alone', () => {
  it('does nothing where nothing is configured', async () => {
    await open();
    const { deps, stack } = trial.world;
    const server = { server: stack.imap, folder: 'INBOX', pollIntervalS: 2, log: deps.log };
    const connection = keepImapConnection({ ...server, onOpen: () => undefined, onNewMail: () => undefined });
    try {
      await waitConnected(connection);
      expect(await new Mover(deps, connection).move({})).toBe(false);
    } finally {
      await connection.stop();
    }
  });
});
