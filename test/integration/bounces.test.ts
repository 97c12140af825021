import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../common/contract/errors';
import type { OutgoingState } from '../../common/contract/contact';
import { Collector } from '../../service/intake/collect';
import { Elsewhere } from '../../service/intake/elsewhere';
import { FolderTally } from '../../service/intake/folder-tally';
import { startIntake } from '../../service/intake/index';
import { keepImapConnection } from '../../service/mail-store/imap-connection';
import { startOutbox } from '../../service/outbox/index';
import type { Running } from '../../service/running';
import type { OutgoingRow } from '../../service/store/schema';
import type { Topic } from '../../service/store/topics';
import { deliverMail } from '../mail-stack/deliver';
import { readMailbox } from '../mail-stack/mailbox';
import { startConfiguredReader } from '../support/configured-reader';
import { startMailWorld, stopMailWorldDatabase, waitConnected, type MailWorld } from '../support/mail-service';
import { waitFor } from '../support/wait-for';
import { addDraft, carlaOf, rowOf, sendReply, type Reply } from './outbox-world';

let world: MailWorld;
let running: Running[] = [];

beforeEach(async () => {
  world = await startMailWorld();
});
afterEach(async () => {
  await Promise.all(running.map((part) => part.stop()));
  running = [];
  await world.stop();
});
afterAll(stopMailWorldDatabase);

async function start(part: (...of: Parameters<typeof startIntake>) => Promise<Running>): Promise<void> {
  const started = await part(world.newInstance(), world.config);
  running.push(started);
  await waitConnected(started);
}
const ledger = () => world.deps.db.selectFrom('ledger').select(['contact_id', 'uid']).orderBy('id').execute();
const contactCount = async (): Promise<number> =>
  (await world.deps.db.selectFrom('contacts').select('id').execute()).length;
async function takenIn(count: number): Promise<void> {
  await waitFor(`${count} mails in the ledger`, async () => (await ledger()).length === count);
}
async function events(reply: Reply): Promise<string[]> {
  const rows = world.deps.db.selectFrom('history_events').select('kind').where('contact_id', '=', reply.contactId);
  return (await rows.orderBy('id').execute()).map(({ kind }) => kind);
}

/** A message that counts as sent, without having been. */
async function sentReply(state: OutgoingState = 'sent'): Promise<Reply> {
  const reply = await addDraft(world, { subject: 'x' });
  const at = world.deps.now();
  const claim = state === 'sending' ? { claimed_by: randomUUID(), data_started_at: at } : { sent_at: at, filed_at: at };
  await world.deps.db
    .updateTable('outgoing_messages')
    .set({ state, ...claim })
    .where('id', '=', reply.id)
    .execute();
  return reply;
}

type Notice = { action?: string; address?: string; messageId?: string | null };

/** Has a server return it, with the null return path. */
async function deliverNotice({ action = 'failed', address = carlaOf(world), messageId = null }: Notice): Promise<void> {
  const raw = [
    'From: Mail Delivery System <MAILER-DAEMON@mx.customers.test>',
    `To: ${world.stack.address('support')}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customers.test',
    '',
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${action}`,
    'Status: 5.2.2',
    'Diagnostic-Code: smtp; 552 5.2.2 Mailbox full',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    ...(messageId === null ? [] : [`Message-ID: ${messageId}`]),
    'Subject: x',
    '--b--',
    '',
  ];
  await deliverMail(world.stack.delivery, { from: '', to: [world.stack.address('support')], raw: raw.join('\r\n') });
}

describe('a reply that a real server returns', () => {
  it("ends as bounced, with the server's words, at its own contact", async () => {
    await start(startIntake);
    await start(startOutbox);
    const topics: Topic[] = [];
    const unsubscribe = world.deps.bus.subscribe((topic) => topics.push(topic));
    const reply = await sendReply(world, { subject: 'Re: A question', to: 'nobody@bounced.test' });
    const row = await waitFor('the message to be bounced and filed', async (): Promise<OutgoingRow | false> => {
      const now = await rowOf(world, reply);
      return now.state === 'bounced' && now.filed_at !== null && now;
    });
    unsubscribe();
    expect(row.server_words).toMatch(/nobody@bounced\.test.*no such mailbox/);
    expect(row.sent_at).not.toBeNull();
    expect(await contactCount()).toBe(1);
    expect((await ledger()).map((mail) => mail.contact_id)).toEqual([reply.contactId]);
    expect(await events(reply)).toContain('bounce-received');
    const anna = row.agent_id;
    expect(topics).toContainEqual({ topic: 'desk', agentId: anna });
    const filed = await readMailbox(world.stack.imap, 'Sent');
    expect(filed.map((mail) => mail.headers.get('message-id')?.[0])).toEqual([reply.messageId]);
    expect(await readMailbox(world.stack.imap, 'Outbox')).toEqual([]);
  });
});

describe('a report about a message of ours', () => {
  beforeEach(() => start(startIntake));

  it.each<[OutgoingState, string, OutgoingState, string]>([
    ['sent', 'failed', 'bounced', 'bounce-received'],
    ['uncertain', 'failed', 'bounced', 'bounce-received'],
    ['sending', 'failed', 'bounced', 'bounce-received'],
    ['bounced', 'failed', 'bounced', 'bounce-received'],
    ['cancelled', 'failed', 'cancelled', 'bounce-received'],
    ['sent', 'delayed', 'sent', 'delay-reported'],
    ['sent', 'delivered', 'sent', 'delivery-reported'],
  ])('%s, and the server says %s: %s', async (before, action, after, event) => {
    const reply = await sentReply(before);
    await deliverNotice({ action, messageId: reply.messageId });
    await takenIn(1);
    expect((await rowOf(world, reply)).state).toBe(after);
    expect(await events(reply)).toEqual([event]);
    expect(await ledger()).toMatchObject([{ contact_id: reply.contactId }]);
    expect(await contactCount()).toBe(1);
  });

  it('that names no Message-ID is matched by the recipient of what was sent lately', async () => {
    const reply = await sentReply();
    await deliverNotice({ address: carlaOf(world) });
    await takenIn(1);
    expect(await rowOf(world, reply)).toMatchObject({
      state: 'bounced',
      server_words: expect.stringContaining('Mailbox full') as string,
    });
  });

  it('that comes once for each recipient adds up', async () => {
    const reply = await sentReply();
    for (const name of ['a', 'b', 'a']) {
      await deliverNotice({ address: `${name}@elsewhere.test`, messageId: reply.messageId });
    }
    await takenIn(3);
    const words = ['a', 'b'].map((name) => `${name}@elsewhere.test: 552 5.2.2 Mailbox full`);
    expect((await rowOf(world, reply)).server_words?.split(' · ').sort()).toEqual(words);
  });

  it('is filed in Sent later, where it came before the answer to the message was written down', async () => {
    const reply = await sentReply('sending');
    await deliverNotice({ messageId: reply.messageId });
    await takenIn(1);
    await start(startOutbox);
    await waitFor('the message to be filed', async () => (await rowOf(world, reply)).filed_at !== null);
    expect((await rowOf(world, reply)).state).toBe('bounced');
  });
});

describe('a report about no message of ours', () => {
  beforeEach(() => start(startIntake));

  it.each<[string, Notice]>([
    ['another Message-ID, to the same recipient', { messageId: '<another@elsewhere.test>' }],
    ['no Message-ID, to somebody else', { address: 'stranger@elsewhere.test' }],
  ])('%s: a contact, marked as automatic', async (_name, notice) => {
    const reply = await sentReply();
    await deliverNotice(notice);
    await takenIn(1);
    expect((await rowOf(world, reply)).state).toBe('sent');
    expect(await contactCount()).toBe(2);
    const event = await world.deps.db
      .selectFrom('history_events')
      .select('data')
      .where('kind', '=', 'taken-in')
      .executeTakeFirstOrThrow();
    expect(event.data).toMatchObject({ automatic: 'report' });
  });

  it('an automatic reply becomes a contact, marked as such', async () => {
    await world.deliver(
      'From: Carla <carla@customers.test>\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nAway',
    );
    await takenIn(1);
    const event = await world.deps.db.selectFrom('history_events').select('data').executeTakeFirstOrThrow();
    expect(event.data).toMatchObject({ automatic: 'auto-replied' });
  });
});

describe('a service that dies', () => {
  it('between the header and the rest of a report: the next takes it in, once', async () => {
    const reply = await sentReply();
    await deliverNotice({ messageId: reply.messageId });
    await waitFor('the notice', async () => (await readMailbox(world.stack.imap)).length === 1);
    const reader = await startConfiguredReader(world.deps);
    const store = keepImapConnection({
      server: world.config.mailStore.imap,
      folder: 'INBOX',
      pollIntervalS: 2,
      log: world.deps.log,
      onOpen: () => undefined,
      onNewMail: () => undefined,
    });
    try {
      await waitConnected(store);
      const ports = { reader, tally: new FolderTally('INBOX'), elsewhere: new Elsewhere() };
      const dying = store.withFolder((folder) => {
        const fetchSource = (): Promise<never> =>
          Promise.reject(new CodedError('mail-connection-lost', 'imap: closed'));
        return new Collector(world.newInstance(), ports).collect({ ...folder, fetchSource });
      });
      await expect(dying).rejects.toMatchObject({ code: 'mail-connection-lost' });
    } finally {
      await Promise.all([store.stop(), reader.stop()]);
    }
    expect(await ledger()).toEqual([]);
    await start(startIntake);
    await takenIn(1);
    expect((await rowOf(world, reply)).state).toBe('bounced');
    // a further instance finds it in the ledger
    await start(startIntake);
    await world.deliver('From: Carla <carla@customers.test>\r\nSubject: later\r\n\r\nx');
    await takenIn(2);
    expect(await events(reply)).toEqual(['bounce-received']);
  });
});
