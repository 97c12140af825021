import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { afterEach, expect, test } from 'vitest';
import { buildMail } from '../builders/mail';
import { deliverMail, openDelivery } from '../mail-stack/deliver';
import { headerHas, imapClient, readMailbox, waitForMail, withImap } from '../mail-stack/mailbox';
import { startMailStack } from '../mail-stack/mail-stack';
import type { MailEndpoint, MailStack, MailStackOptions } from '../mail-stack/types';
import { processesNaming } from '../support/processes-naming';
import { waitFor } from '../support/wait-for';

let stack: MailStack | undefined;

async function start(options: MailStackOptions = {}): Promise<MailStack> {
  stack = await startMailStack(options);
  return stack;
}

afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

function submit(smtp: MailEndpoint, mail: { from: string; to: string; subject: string }): Promise<unknown> {
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'plain',
    auth: { user: smtp.user, pass: smtp.pass },
  });
  return transport.sendMail({ ...mail, text: 'the answer' });
}

test('starts within 3 s and leaves neither process nor folder behind', async () => {
  const began = performance.now();
  const { dir, stop } = await start();
  expect(performance.now() - began).toBeLessThan(3000);
  expect(processesNaming(dir).length).toBeGreaterThan(3);
  await stop();
  expect(processesNaming(dir)).toEqual([]);
  expect(existsSync(dir)).toBe(false);
  stack = undefined;
});

test('a mail given to the MTA is seen under IDLE in the one shared account, with its original recipient', async () => {
  const { imap, delivery, address } = await start();
  const client = imapClient(imap);
  await client.connect();
  await client.mailboxOpen('INBOX');
  const seen = once(client, 'exists');
  const idling = client.idle();
  const recipients = [address('support'), address('billing+x')];
  const raw = await buildMail({ from: 'anna@customers.test', to: 'somebody@else.test' });
  const accepted = await deliverMail(delivery, { from: 'anna@customers.test', to: recipients, raw });
  await seen;
  expect(performance.now() - accepted.monotonicMs).toBeLessThan(3000);
  for (const recipient of recipients) {
    const mail = await waitForMail(imap, (mail) => headerHas(mail, 'X-Original-To', recipient));
    expect(mail.headers.get('delivered-to')).toEqual([recipient]);
    expect(mail.flags).not.toContain('\\Seen');
  }
  await client.logout();
  await idling;
});

test('LMTP past the MTA delivers too, naming the recipient in Delivered-To', async () => {
  const { imap, lmtp, address } = await start();
  if (!lmtp) throw new Error('no LMTP port');
  const raw = await buildMail({ from: 'anna@customers.test', to: 'x@y.test' });
  const session = await openDelivery(lmtp);
  await session.deliver({ from: 'anna@customers.test', to: [address('sales')], raw });
  // Given several recipients at once, Dovecot delivers to each and names none of them.
  await session.deliver({ from: 'anna@customers.test', to: [address('billing'), address('support')], raw });
  session.close();
  const mails = await readMailbox(imap);
  expect(mails.map((mail) => mail.headers.get('delivered-to'))).toEqual([[address('sales')], undefined, undefined]);
});

test('what was submitted with a sign-in is found in the mailbox of each customer alone', async () => {
  const { smtp, imap, customerAddress, customerMail, address } = await start();
  const [anna, ben] = [customerAddress('anna'), customerAddress('ben')];
  await submit(smtp, { from: address('support'), to: anna, subject: 'for Anna' });
  const [mail] = await waitFor('the reply', async () => {
    const mails = await customerMail(anna);
    return mails.length > 0 && mails;
  });
  expect(mail?.headers.get('subject')).toEqual(['for Anna']);
  expect(await customerMail(ben)).toEqual([]);
  expect(await readMailbox(imap)).toEqual([]);
});

test('submission refuses who does not sign in, and a wrong password', async () => {
  const { smtp } = await start();
  const mail = { from: 'support@example.test', to: 'anna@customers.test', subject: 'x' };
  await expect(deliverMail({ protocol: 'smtp', ...smtp }, { ...mail, to: [mail.to], raw: 'x' })).rejects.toThrow(
    'authentication required',
  );
  await expect(submit({ ...smtp, pass: 'wrong' }, mail)).rejects.toMatchObject({ code: 'EAUTH' });
});

test('three domains misbehave: refused, later, bounced', async () => {
  const { smtp, address } = await start();
  const from = address('support');
  const send = (to: string) => submit(smtp, { from, to, subject: `to ${to}` });
  await expect(send('a@refused.test')).rejects.toMatchObject({ responseCode: 550 });
  await expect(send('a@later.test')).rejects.toMatchObject({ responseCode: 451 });
  await send('a@bounced.test');
  const isReport = (headers: Map<string, string[]>) => headers.get('x-failed-recipients')?.[0] === 'a@bounced.test';
  if (!stack) throw new Error('no stack');
  const report = await waitForMail(stack.imap, (mail) => isReport(mail.headers));
  expect(report.headers.get('return-path')).toEqual(['<>']);
});

test('malformed mails arrive as they were sent: no header, raw 8-bit, dots, a header of a thousand recipients', async () => {
  const { imap, delivery, address } = await start();
  const many = Array.from({ length: 1000 }, (_, i) => `customer-with-a-long-name-${i}@customers.test`).join(', ');
  const bodies = [
    Buffer.from('\r\nno header at all\r\n.a dot\r\n..\r\n'),
    Buffer.from('Subject: \xff\xfe\xe9\r\n\r\nbroken \x80\x81\r\n', 'latin1'),
    Buffer.from(`To: ${many}\r\n\r\nmany\r\n`),
  ];
  const session = await openDelivery(delivery);
  for (const raw of bodies) await session.deliver({ from: 'anna@customers.test', to: [address('support')], raw });
  session.close();
  const mails = await waitFor('all three mails', async () => {
    const found = await readMailbox(imap);
    return found.length === bodies.length && found;
  });
  const isThere = (needle: Buffer) => mails.some((mail) => mail.raw.includes(needle));
  expect(isThere(Buffer.from('\r\nno header at all\r\n.a dot\r\n..\r\n'))).toBe(true);
  expect(isThere(Buffer.from('Subject: \xff\xfe\xe9\r\n', 'latin1'))).toBe(true);
  expect(isThere(Buffer.from('broken \x80\x81', 'latin1'))).toBe(true);
  expect(mails.some((mail) => mail.headers.get('to')?.[0] === many)).toBe(true);
});

test('a mail of 60 MB passes, one over the limit does not', async () => {
  const { imap, delivery, address } = await start({ messageSizeLimit: '70M' });
  const line = `${'x'.repeat(76)}\r\n`;
  const ofSize = (bytes: number) => `Subject: big\r\n\r\n${line.repeat(Math.ceil(bytes / line.length))}`;
  const envelope = { from: 'anna@customers.test', to: [address('support')] };
  await deliverMail(delivery, { ...envelope, raw: ofSize(60e6) });
  const mail = await waitForMail(imap, (mail) => headerHas(mail, 'Subject', 'big'), { timeoutMs: 30_000 });
  expect(mail.raw.length).toBeGreaterThan(60e6);
  await expect(deliverMail(delivery, { ...envelope, raw: ofSize(75e6) })).rejects.toThrow('552');
});

test('the connection limit is enforced, and the server counts connections', async () => {
  const { imap, countConnections } = await start({ maxConnections: 2 });
  await withImap(imap, async () => {
    await withImap(imap, async () => {
      expect(await countConnections()).toBe(2);
      await expect(imapClient(imap).connect()).rejects.toThrow();
    });
    await waitFor('one connection less', async () => (await countConnections()) === 1);
  });
});

test('after a restart, graceful or killed, the mail is still there on the same port', async () => {
  const { imap, delivery, address, restartDovecot } = await start();
  const raw = await buildMail({ from: 'anna@customers.test', to: address('support'), subject: 'kept' });
  await deliverMail(delivery, { from: 'anna@customers.test', to: [address('support')], raw });
  await waitForMail(imap, (mail) => headerHas(mail, 'Subject', 'kept'));
  for (const how of ['graceful', 'kill'] as const) {
    const client = imapClient(imap);
    await client.connect();
    const closed = once(client, 'close');
    await restartDovecot(how);
    await closed;
    expect(await readMailbox(imap)).toHaveLength(1);
  }
});

test('frozen, the server answers nothing and keeps connections open; thawed, it goes on', async () => {
  const { imap, freeze, thaw } = await start();
  await withImap(imap, async (client) => {
    freeze();
    let isAnswered = false;
    const answer = client.noop().then(() => (isAnswered = true));
    // A new connection is taken by the kernel and not greeted: as good as a clock for "long enough".
    const other = imapClient({ ...imap });
    await expect(connectWithin(other, 500)).rejects.toThrow('not greeted');
    expect(isAnswered).toBe(false);
    thaw();
    await answer;
  });
});

async function connectWithin(client: ReturnType<typeof imapClient>, timeoutMs: number): Promise<void> {
  const connecting = client.connect();
  const overdue = AbortSignal.timeout(timeoutMs);
  const expired = new Promise<never>((_, reject) => {
    overdue.addEventListener('abort', () => {
      client.close();
      reject(new Error('not greeted in time'));
    });
  });
  await Promise.race([connecting, expired]).finally(() => connecting.catch(() => undefined));
}
