import { sql } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepImapConnection, type ImapConnection } from '../../service/mail-store/imap-connection';
import { startSmtpPool, type SmtpPool } from '../../service/mail-store/smtp-pool';
import { Dispatcher } from '../../service/outbox/dispatcher';
import { startOutbox } from '../../service/outbox/index';
import type { OutboxPorts } from '../../service/outbox/ports';
import type { Running } from '../../service/running';
import type { OutgoingRow } from '../../service/store/schema';
import { openCounter } from '../support/hand-in';
import { startMailWorld, stopMailWorldDatabase, waitConnected, type MailWorld } from '../support/mail-service';
import { waitFor } from '../support/wait-for';
import { answerEverything, automaticFiled, automaticRows, idsIn } from './automatic-world';

let world: MailWorld;
let store: ImapConnection;
let smtp: SmtpPool;
let heir: Running | undefined;

/** What a dead process answers. */
const forever = <T>(): Promise<T> => new Promise<T>(() => undefined);

beforeEach(async () => {
  world = await startMailWorld();
  await answerEverything(world);
  const { log } = world.deps;
  const { imap, smtp: server } = world.config.mailStore;
  const ignore = (): void => undefined;
  const watched = { server: imap, folder: 'Outbox', pollIntervalS: 2, log };
  store = keepImapConnection({ ...watched, onOpen: ignore, onNewMail: ignore });
  smtp = startSmtpPool({ server, maxSessions: 4, log, onReady: ignore });
  await waitConnected(store);
  await waitConnected(smtp);
  const from = `From: ${world.stack.customerAddress('carla')}`;
  await openCounter(world.deps).take(from, `To: ${world.stack.address('support')}`, 'Subject: Invoice');
});
afterEach(async () => {
  await heir?.stop();
  heir = undefined;
  await Promise.all([store.stop(), smtp.stop()]);
  await world.stop();
});
afterAll(stopMailWorldDatabase);

function instance(ports: Partial<OutboxPorts> = {}): Dispatcher {
  const { folders } = world.config.mailStore;
  return new Dispatcher(world.newInstance(), { store, smtp, folders, ...ports }, () => undefined);
}
async function startHeir(): Promise<void> {
  heir = await startOutbox(world.newInstance(), world.config);
  await waitConnected(heir);
}
async function row(): Promise<OutgoingRow> {
  const [automatic] = await automaticRows(world);
  if (automatic === undefined) throw new Error('no reply was decided on');
  return automatic;
}
/** Nothing is sent by this one. */
const unreachable: SmtpPool = {
  send: forever,
  status: () => ({ connected: false, problem: null }),
  stop: () => Promise.resolve(),
};
async function expectOne(): Promise<void> {
  const [sent] = await automaticFiled(world, 1);
  const received = await waitFor('the reply', async () => {
    const mails = await world.stack.customerMail(world.stack.customerAddress('carla'));
    return mails.length > 0 && mails;
  });
  expect(received.map((mail) => mail.headers.get('message-id'))).toEqual([[sent?.message_id]]);
  expect(await idsIn(world, 'Sent')).toEqual([sent?.message_id]);
  expect(await idsIn(world, 'Outbox')).toEqual([]);
  expect(await automaticRows(world)).toHaveLength(1);
  const attention = await world.deps.db.selectFrom('attention').select('id').execute();
  expect(attention).toEqual([]);
}

/** As a process that dies in a transaction leaves the database: nothing of it was done, and its locks are gone. */
class Died extends Error {}

describe('an instance that dies with an automatic reply, of which the next sends exactly one,', () => {
  it('before APPEND', async () => {
    const withFolder: ImapConnection['withFolder'] = () => Promise.reject(new Died());
    await instance({ store: { ...store, withFolder }, smtp: unreachable })
      .run()
      .catch(() => undefined);
    expect((await row()).state).toBe('draft');
    expect(await idsIn(world, 'Outbox')).toEqual([]);
    await startHeir();
    await expectOne();
  });

  it('after APPEND and before COMMIT', async () => {
    let isAppended = false;
    const withFolder: ImapConnection['withFolder'] = (work, path) =>
      store.withFolder(async (folder) => {
        const append: typeof folder.append = async (raw) => {
          await folder.append(raw);
          isAppended = true;
          throw new Died();
        };
        return work({ ...folder, append });
      }, path);
    await instance({ store: { ...store, withFolder }, smtp: unreachable }).run();
    expect(isAppended).toBe(true);
    expect((await row()).state).toBe('draft');
    expect(await idsIn(world, 'Outbox')).toEqual([(await row()).message_id]);
    await startHeir();
    await expectOne();
  });

  it('after COMMIT and before it is claimed', async () => {
    await instance({ smtp: unreachable }).run();
    expect((await row()).state).toBe('queued');
    await startHeir();
    await expectOne();
  });

  it('after the claim and before the data', async () => {
    await instance({ smtp: { ...smtp, send: forever } }).run();
    expect((await row()).state).toBe('sending');
    await startHeir();
    await expectOne();
  });
});

it('is uncertain, and not sent again, where an instance dies after the data began', async () => {
  const send: SmtpPool['send'] = async (_message, onDataStart) => {
    await onDataStart();
    return forever();
  };
  await instance({ smtp: { ...smtp, send } }).run();
  await waitFor('the start of the data', async () => (await row()).data_started_at !== null);
  await startHeir();
  await waitFor('it to be uncertain', async () => (await row()).state === 'uncertain');
  expect(await world.stack.customerMail(world.stack.customerAddress('carla'))).toEqual([]);
});

it('is made by one of two instances that come to it at once', async () => {
  await Promise.all([instance({ smtp: unreachable }).run(), instance({ smtp: unreachable }).run()]);
  expect(await idsIn(world, 'Outbox')).toEqual([(await row()).message_id]);
  await startHeir();
  await expectOne();
});

it('is made by the next run, not half a minute later, where the database ended the connection', async () => {
  const ended = async (): Promise<number> => {
    const { rows } = await sql`SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
      WHERE locktype = 'advisory' AND d.datname = current_database() AND pid <> pg_backend_pid()`.execute(
      world.deps.db,
    );
    return rows.length;
  };
  let cuts = 0;
  const withFolder: ImapConnection['withFolder'] = async (work, path) => {
    const result = await store.withFolder(work, path);
    if (cuts === 0) cuts = await ended();
    return result;
  };
  const one = instance({ store: { ...store, withFolder }, smtp: unreachable });
  await expect(one.run()).rejects.toThrow();
  expect(cuts).toBe(1);
  expect((await row()).state).toBe('draft');
  await one.run();
  expect((await row()).state).toBe('queued');
  expect(await idsIn(world, 'Outbox')).toEqual([(await row()).message_id]);
});
