import { afterEach, expect, test } from 'vitest';
import { buildMail } from '../builders/mail';
import { deliverMail } from '../mail-stack/deliver';
import { existingStoreUrls, openExistingStore } from '../mail-stack/existing-store';
import { headerHas, readMailbox, waitForMail, withImap } from '../mail-stack/mailbox';
import { startMailStack } from '../mail-stack/mail-stack';
import type { MailStack } from '../mail-stack/types';

const stacks: MailStack[] = [];

afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.stop();
});

/** A stack of ours, seen as if it were somebody's store. */
async function startServers(options: Parameters<typeof startMailStack>[0] = {}) {
  const servers = await startMailStack(options);
  stacks.push(servers);
  const { imap, smtp, delivery } = servers;
  const isImplicit = imap.security === 'tls';
  const env = {
    REPLYDESK_TEST_IMAP_URL: `imap${isImplicit ? 's' : ''}://shared:secret@127.0.0.1:${imap.port}`,
    REPLYDESK_TEST_SMTP_URL: `smtp${isImplicit ? 's' : ''}://127.0.0.1:${smtp.port}`,
    REPLYDESK_TEST_DELIVERY_URL: `smtp://127.0.0.1:${delivery.port}`,
  };
  return { servers, env };
}

async function open(env: NodeJS.ProcessEnv): Promise<MailStack> {
  const urls = existingStoreUrls(env);
  if (!urls) throw new Error('no URLs');
  const stack = await openExistingStore(urls);
  stacks.push(stack);
  return stack;
}

test.each([
  ['plain', 'plain'],
  ['starttls', 'plain'],
  ['implicit', 'tls'],
] as const)('works on a store that stands already, with %s', async (tls, security) => {
  const { env, servers } = await startServers({ tls });
  const stack = await open({ ...env, REPLYDESK_TEST_CA_FILE: servers.caFile ?? '' });
  expect(stack.imap).toMatchObject({ security, user: 'shared', pass: 'secret' });
  expect(stack.smtp).toMatchObject({ security: tls === 'plain' ? 'plain' : tls === 'starttls' ? 'starttls' : 'tls' });
  const to = stack.address('support');
  const raw = await buildMail({ from: 'anna@customers.test', to });
  await deliverMail(stack.delivery, { from: 'anna@customers.test', to: [to], raw });
  await waitForMail(stack.imap, (mail) => headerHas(mail, 'X-Original-To', to));
});

test('takes a self-signed certificate of this machine as it is, and asks for the authority of any other', async () => {
  const selfSigned = await startServers({ tls: 'implicit', certificate: 'self-signed' });
  const stack = await open(selfSigned.env);
  await withImap(stack.imap, (client) => {
    expect(client.secureConnection).toBe(true);
    return Promise.resolve();
  });
  const signed = await startServers({ tls: 'implicit' });
  await expect(open(signed.env)).rejects.toThrow('REPLYDESK_TEST_CA_FILE');
});

test('makes the folders that are missing, and addresses that nobody else uses', async () => {
  const { env, servers } = await startServers();
  await withImap(servers.imap, (client) => client.mailboxDelete('Outbox'));
  const [one, other] = [await open(env), await open(env)];
  await withImap(one.imap, async (client) => {
    expect((await client.list()).map((folder) => folder.path)).toContain('Outbox');
  });
  expect(one.address('support')).not.toBe(other.address('support'));
});

test('reads the mail of one customer out of the same account, or out of one given for customers', async () => {
  const { env } = await startServers();
  const stack = await open(env);
  const anna = stack.customerAddress('anna');
  await deliverMail(stack.delivery, {
    from: 'x@y.test',
    to: [anna],
    raw: await buildMail({ from: 'x@y.test', to: anna }),
  });
  await waitForMail(stack.imap, (mail) => headerHas(mail, 'To', anna));
  expect(await stack.customerMail(anna)).toHaveLength(1);
  expect(await stack.customerMail(stack.customerAddress('ben'))).toEqual([]);
  const customerUrl = env.REPLYDESK_TEST_IMAP_URL.replace('shared', 'all%40customers.test');
  const apart = await open({
    ...env,
    REPLYDESK_TEST_CUSTOMER_IMAP_URL: customerUrl,
    REPLYDESK_TEST_MAY_EMPTY: 'yes',
  });
  expect(apart.customerImap(apart.customerAddress('anna')).user).toBe('all@customers.test');
  expect(apart.customerAddress('anna')).toMatch(/^anna-\w+@customers\.test$/);
});

test('says which URL is missing or wrong without repeating its password', () => {
  const env = { REPLYDESK_TEST_IMAP_URL: 'imap://a:hush@h:143' };
  expect(existingStoreUrls({})).toBeNull();
  expect(() => existingStoreUrls(env)).toThrow('not set: REPLYDESK_TEST_SMTP_URL, REPLYDESK_TEST_DELIVERY_URL');
  const wrong = { ...env, REPLYDESK_TEST_SMTP_URL: 'http://a:hush@h', REPLYDESK_TEST_DELIVERY_URL: 'smtp://h' };
  expect(() => existingStoreUrls(wrong)).toThrow(
    /^REPLYDESK_TEST_SMTP_URL must be smtp:\/\/user:password@host:port or smtps:/,
  );
});

test('refuses what needs servers of our own, naming it', async () => {
  const { env } = await startServers();
  const stack = await open(env);
  expect(() => {
    stack.freeze();
  }).toThrow('servers of our own');
  await expect(stack.countConnections()).rejects.toThrow('servers of our own');
});

test('takes no account with mail in it, unless it may be emptied', async () => {
  const { env } = await startServers();
  const first = await open(env);
  const to = first.address('support');
  const raw = await buildMail({ from: 'anna@customers.test', to });
  await deliverMail(first.delivery, { from: 'anna@customers.test', to: [to], raw });
  await waitForMail(first.imap, (mail) => headerHas(mail, 'X-Original-To', to));
  await expect(open(env)).rejects.toThrow('INBOX of this account holds 1 mails');
  const emptied = await open({ ...env, REPLYDESK_TEST_MAY_EMPTY: 'yes' });
  expect(await readMailbox(emptied.imap)).toEqual([]);
});
