import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepImapConnection, type ImapConnection } from '../../service/mail-store/imap-connection';
import { startSmtpPool, type SmtpPool } from '../../service/mail-store/smtp-pool';
import { Dispatcher } from '../../service/outbox/dispatcher';
import { startOutbox } from '../../service/outbox/index';
import type { OutboxPorts } from '../../service/outbox/ports';
import type { Running } from '../../service/running';
import type { OutgoingRow } from '../../service/store/schema';
import { readMailbox } from '../mail-stack/mailbox';
import { startMailWorld, stopMailWorldDatabase, waitConnected, type MailWorld } from '../support/mail-service';
import { waitFor } from '../support/wait-for';
import { append, carlaOf, rowOf, sendReply, type Reply } from './outbox-world';

let world: MailWorld;
let store: ImapConnection;
let smtp: SmtpPool;
let heir: Running | undefined;

/** What a dead process answers. */
const forever = <T>(): Promise<T> => new Promise<T>(() => undefined);

beforeEach(async () => {
  world = await startMailWorld();
  const { log } = world.deps;
  const { imap, smtp: server } = world.config.mailStore;
  const ignore = (): void => undefined;
  store = keepImapConnection({
    server: imap,
    folder: 'Outbox',
    pollIntervalS: 2,
    log,
    onOpen: ignore,
    onNewMail: ignore,
  });
  smtp = startSmtpPool({ server, maxSessions: 4, log, onReady: ignore });
  await waitConnected(store);
  await waitConnected(smtp);
});
afterEach(async () => {
  await heir?.stop();
  heir = undefined;
  await world.stop();
});
afterAll(stopMailWorldDatabase);

/** Lets an instance go as far as its ports let it, and then be gone; another one starts. */
async function dieAndStartAnother(ports: Partial<OutboxPorts>, reached: () => Promise<boolean>): Promise<void> {
  const { folders } = world.config.mailStore;
  const victim = new Dispatcher(world.newInstance(), { store, smtp, folders, ...ports }, () => undefined);
  await victim.run();
  await waitFor('the step at which it dies', reached);
  await Promise.all([store.stop(), smtp.stop()]);
  heir = await startOutbox(world.newInstance(), world.config);
  await waitConnected(heir);
}
const settled = (reply: Reply, isSettled: (row: OutgoingRow) => boolean): Promise<OutgoingRow> =>
  waitFor('the message to be settled', async () => {
    const row = await rowOf(world, reply);
    return isSettled(row) && row;
  });
const isFiled = (row: OutgoingRow): boolean => row.filed_at !== null;
const isUncertain = (row: OutgoingRow): boolean => row.state === 'uncertain';
const idsIn = async (folder: string): Promise<string[]> =>
  (await readMailbox(world.stack.imap, folder)).map((mail) => mail.headers.get('message-id')?.[0] ?? '');
const receivedCount = async (): Promise<number> => (await world.stack.customerMail(carlaOf(world))).length;
/** A mail that is surely later than anything the dead instance handed over. */
async function sendAnother(): Promise<void> {
  await settled(await sendReply(world, { subject: 'another' }), isFiled);
}

describe('an instance that dies', () => {
  it('after the claim: the next sends it, once', async () => {
    const reply = await sendReply(world, { subject: 'x' });
    await dieAndStartAnother(
      { smtp: { ...smtp, send: forever } },
      async () => (await rowOf(world, reply)).state === 'sending',
    );
    await settled(reply, isFiled);
    await waitFor('the mail', async () => (await receivedCount()) === 1);
    expect(await idsIn('Sent')).toEqual([reply.messageId]);
  });

  it('after the start of the data was recorded: uncertain, not sent again', async () => {
    const reply = await sendReply(world, { subject: 'x' });
    const send: SmtpPool['send'] = async (_message, onDataStart) => {
      await onDataStart();
      return forever();
    };
    await dieAndStartAnother(
      { smtp: { ...smtp, send } },
      async () => (await rowOf(world, reply)).data_started_at !== null,
    );
    await settled(reply, isUncertain);
    await sendAnother();
    await waitFor('the other mail', async () => (await receivedCount()) === 1);
    expect(await idsIn('Outbox')).toEqual([reply.messageId]);
  });

  it('after the server took it and before that was recorded: uncertain, not sent again', async () => {
    const reply = await sendReply(world, { subject: 'x' });
    let isTaken = false;
    const send: SmtpPool['send'] = async (message, onDataStart) => {
      isTaken = (await smtp.send(message, onDataStart)).kind === 'accepted';
      return forever();
    };
    await dieAndStartAnother({ smtp: { ...smtp, send } }, () => Promise.resolve(isTaken));
    await settled(reply, isUncertain);
    await sendAnother();
    await waitFor('both mails', async () => (await receivedCount()) === 2);
  });

  it('the same, with a store that keeps a copy of what it sends: sent', async () => {
    const reply = await sendReply(world, { subject: 'x' });
    const send: SmtpPool['send'] = async (message, onDataStart) => {
      await smtp.send(message, onDataStart);
      await append(world, reply, 'Sent');
      return forever();
    };
    await dieAndStartAnother({ smtp: { ...smtp, send } }, async () => (await idsIn('Sent')).length === 1);
    const row = await settled(reply, isFiled);
    expect(row).toMatchObject({ state: 'sent', folder: 'Sent' });
    expect(await idsIn('Sent')).toEqual([reply.messageId]);
    expect(await idsIn('Outbox')).toEqual([]);
    expect(await receivedCount()).toBe(1);
  });

  it('after the outcome was recorded: the next files it', async () => {
    const reply = await sendReply(world, { subject: 'x' });
    const isSent = async (): Promise<boolean> => (await rowOf(world, reply)).state === 'sent';
    const withFolder: ImapConnection['withFolder'] = async (work, path) =>
      (await isSent()) ? forever() : store.withFolder(work, path);
    await dieAndStartAnother({ store: { ...store, withFolder } }, isSent);
    await settled(reply, isFiled);
    expect(await idsIn('Sent')).toEqual([reply.messageId]);
    expect(await idsIn('Outbox')).toEqual([]);
    expect(await receivedCount()).toBe(1);
  });

  it('after it was moved and before that was recorded: filed, one copy', async () => {
    const reply = await sendReply(world, { subject: 'x' });
    const withFolder: ImapConnection['withFolder'] = async (work, path) => {
      const result = await store.withFolder(work, path);
      return (await rowOf(world, reply)).state === 'sent' ? forever() : result;
    };
    await dieAndStartAnother({ store: { ...store, withFolder } }, async () => (await idsIn('Sent')).length === 1);
    const row = await settled(reply, isFiled);
    expect(row.folder).toBe('Sent');
    expect(await idsIn('Sent')).toEqual([reply.messageId]);
    expect(await receivedCount()).toBe(1);
  });

  it('between the copy to Sent and the removal from the Outbox: one copy is left', async () => {
    const reply = await sendReply(world, { subject: 'x' });
    const withFolder: ImapConnection['withFolder'] = async (work, path) => {
      if ((await rowOf(world, reply)).state !== 'sent') return store.withFolder(work, path);
      await append(world, reply, 'Sent');
      return forever();
    };
    await dieAndStartAnother({ store: { ...store, withFolder } }, async () => (await idsIn('Sent')).length === 1);
    await settled(reply, isFiled);
    expect(await idsIn('Sent')).toEqual([reply.messageId]);
    expect(await idsIn('Outbox')).toEqual([]);
  });
});
