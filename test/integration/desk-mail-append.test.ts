import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentId, ContactId, OutgoingId } from '../../common/ids';
import { CodedError } from '../../common/contract/errors';
import type { PreparedReply } from '../../common/contract/service-api';
import { composeMail } from '../../main/desk-mail/compose-mail';
import { createPendingReplies } from '../../main/desk-mail/pending-replies';
import { createReplySender, type ReplyPorts } from '../../main/desk-mail/send-reply';
import { startMailStack } from '../mail-stack/mail-stack';
import { readMailbox, withImap } from '../mail-stack/mailbox';
import type { MailStack, MailStackOptions } from '../mail-stack/types';
import { waitFor } from '../support/wait-for';
import { deskMailOn, type TestDeskMail } from './desk-mail-on';

const agentId = '00000000-0000-4000-8000-00000000000a' as AgentId;
const contactId = '00000000-0000-4000-8000-00000000000c' as ContactId;
const outgoingId = '00000000-0000-4000-8000-00000000000e' as OutgoingId;
const prepared: PreparedReply = {
  outgoingId,
  messageId: '<reply-1@example.test>',
  from: { name: 'Support', address: 'support@example.test' },
  inReplyTo: '<q@customers.test>',
  references: ['<q@customers.test>'],
  replyTo: null,
  subjectToken: null,
};
const content = {
  to: [{ name: 'Kim', address: 'kim@customers.test' }],
  cc: [],
  subject: 'Re: a question',
  html: '<p>An answer</p>',
};
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('sending a reply through Dovecot', () => {
  let stack: MailStack;
  let desk: TestDeskMail;
  let folder: string;
  let told: unknown[];

  const start = async (options: MailStackOptions = {}) => {
    stack = await startMailStack({ proxied: true, ...options });
    desk = await deskMailOn(stack);
  };
  const ports = (change: Partial<ReplyPorts> = {}): ReplyPorts => ({
    agentId: () => agentId,
    prepare: () => Promise.resolve(prepared),
    tell: (input) => Promise.resolve(told.push(input)),
    append: desk.mail.append,
    find: desk.mail.find,
    compose: (reply, text) => composeMail(reply, text, new Date()),
    pending: createPendingReplies(join(folder, 'pending')),
    forgetDraft: () => Promise.resolve(),
    log: silent,
    ...change,
  });
  const outbox = async () => readMailbox(stack.imap, 'Outbox');
  const pendingFiles = async () => readdir(join(folder, 'pending'));

  beforeEach(async () => {
    told = [];
    folder = await mkdtemp(join(tmpdir(), 'replies-'));
  });
  afterEach(async () => {
    await desk.mail.leave();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('appends it, tells where it lies, and leaves nothing on disk', async () => {
    await start();
    await createReplySender(ports()).send(contactId, content);
    const [mail, ...others] = await outbox();
    expect(others).toEqual([]);
    expect(mail?.headers.get('message-id')).toEqual([prepared.messageId]);
    expect(mail?.headers.get('in-reply-to')).toEqual(['<q@customers.test>']);
    const location: unknown = expect.objectContaining({ folder: 'Outbox', uid: mail?.uid });
    expect(told).toEqual([{ outgoingId, location }]);
    expect(await pendingFiles()).toEqual([]);
  });

  it('tells no place where the server does not say it', async () => {
    await start({ withoutCapabilities: ['UIDPLUS'] });
    await createReplySender(ports()).send(contactId, content);
    expect(await outbox()).toHaveLength(1);
    expect(told).toEqual([{ outgoingId, location: null }]);
  });

  it.each([
    ['before the server had it', { from: 'client', pattern: /An answer/ }],
    ['after the server had it, before its answer', { from: 'server', pattern: /APPENDUID|OK Append/i }],
  ] as const)('is in the Outbox once when the connection is cut %s', async (_when, trigger) => {
    await start();
    await waitFor('the connection', () => desk.mail.state().link === 'connected');
    const cut = stack.faults().imap.cutWhen(trigger);
    await createReplySender(ports()).send(contactId, content);
    await cut;
    expect(await outbox()).toHaveLength(1);
    expect(told).toHaveLength(1);
    expect(await pendingFiles()).toEqual([]);
  });

  it('does not append again what the service has filed in Sent meanwhile', async () => {
    await start();
    await waitFor('the connection', () => desk.mail.state().link === 'connected');
    const { imap } = stack.faults();
    const sender = createReplySender(
      ports({
        find: async (messageId) => {
          const direct = { ...stack.imap, port: imap.port };
          await withImap(direct, async (client) => {
            await client.mailboxOpen('Outbox');
            await client.messageMove('1:*', 'Sent');
          });
          return desk.mail.find(messageId);
        },
      }),
    );
    const cut = imap.cutWhen({ from: 'server', pattern: /APPENDUID/i });
    await sender.send(contactId, content);
    await cut;
    expect(await outbox()).toHaveLength(0);
    expect(await readMailbox(stack.imap, 'Sent')).toHaveLength(1);
  });

  it('says that the outcome is unknown when the store stays away, and settles it when it is back', async () => {
    await start();
    await waitFor('the connection', () => desk.mail.state().link === 'connected');
    const { imap } = stack.faults();
    const cut = imap.cutWhen({ from: 'server', pattern: /APPENDUID/i });
    const sending = createReplySender(ports()).send(contactId, content);
    const refused = expect(sending).rejects.toMatchObject({ code: 'append-outcome-unknown' });
    await cut;
    imap.refuse(true);
    await refused;
    expect(await pendingFiles()).toEqual([`${outgoingId}.json`]);
    imap.refuse(false);
    // A new process finds the file.
    await createReplySender(ports()).resume();
    expect(await outbox()).toHaveLength(1);
    expect(told).toHaveLength(1);
    expect(await pendingFiles()).toEqual([]);
  });

  it('keeps nothing and says why when the store cannot be reached at all', async () => {
    await start();
    await waitFor('the connection', () => desk.mail.state().link === 'connected');
    await desk.mail.leave();
    await stack.stop();
    desk = await deskMailOn(stack);
    const sending = createReplySender(ports()).send(contactId, content);
    await expect(sending).rejects.toMatchObject({ code: 'mail-refused' });
    expect(await pendingFiles()).toEqual([]);
  });

  it('is sent all the same when the service cannot be told; told at the next connection', async () => {
    await start();
    const away = () => Promise.reject(new CodedError('service-unreachable', 'away'));
    const { messageId } = await createReplySender(ports({ tell: away })).send(contactId, content);
    expect(messageId).toBe(prepared.messageId);
    expect(told).toEqual([]);
    await createReplySender(ports()).resume();
    expect(told).toHaveLength(1);
    expect(await outbox()).toHaveLength(1);
    expect(await pendingFiles()).toEqual([]);
  });
});
