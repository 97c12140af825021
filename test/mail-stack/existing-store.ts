import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeServer, type ProbedServer } from './existing-store-probe';
import { headerHas, readMailbox, withImap } from './mailbox';
import type { DeliveryEndpoint, MailEndpoint, MailStack } from './types';

const MAY_EMPTY = 'REPLYDESK_TEST_MAY_EMPTY';
/** Folders that the service reads or fills. */
const FOLDERS = ['INBOX', 'Outbox', 'Sent', 'Drafts'];

/** Where an existing store is, as the environment says. */
export type ExistingStoreUrls = {
  imap: URL;
  smtp: URL;
  delivery: URL;
  /**
   * Where customers' mail can be read: one account that all of it is delivered to, or with the user `{address}` an
   * account for each customer. Without it, in the same account.
   */
  customerImap: URL | null;
  domain: string;
  customerDomain: string;
  caFile: string | null;
  /** Whether the account's folders may be emptied before each test. */
  mayEmpty: boolean;
};

/**
 * Reads `REPLYDESK_TEST_IMAP_URL` (`imap://user:pass@host:port`, `imaps://`), `REPLYDESK_TEST_SMTP_URL` (submission:
 * `smtp://`, `smtps://`) and `REPLYDESK_TEST_DELIVERY_URL` (`smtp://`, `lmtp://`); null when none is set. User and
 * password of the submission default to those of IMAP. `REPLYDESK_TEST_DOMAIN` (default `example.test`) is delivered
 * to the account whatever the local part; `REPLYDESK_TEST_CUSTOMER_IMAP_URL`, `REPLYDESK_TEST_CUSTOMER_DOMAIN` and
 * `REPLYDESK_TEST_CA_FILE` are optional. `REPLYDESK_TEST_MAY_EMPTY=yes` has the account's Inbox, Outbox, Sent and
 * Drafts emptied before each test.
 */
export function existingStoreUrls(env: NodeJS.ProcessEnv): ExistingStoreUrls | null {
  const names = ['REPLYDESK_TEST_IMAP_URL', 'REPLYDESK_TEST_SMTP_URL', 'REPLYDESK_TEST_DELIVERY_URL'] as const;
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length) return null;
  if (missing.length > 0)
    throw new Error(`an existing mail store needs all of ${names.join(', ')}; not set: ${missing.join(', ')}`);
  const imap = parseUrl(names[0], env, ['imap', 'imaps']);
  const smtp = parseUrl(names[1], env, ['smtp', 'smtps']);
  smtp.username ||= imap.username;
  smtp.password ||= imap.password;
  const customer = 'REPLYDESK_TEST_CUSTOMER_IMAP_URL';
  const customerImap = env[customer] ? parseUrl(customer, env, ['imap', 'imaps']) : null;
  const domain = env.REPLYDESK_TEST_DOMAIN ?? 'example.test';
  return {
    imap,
    smtp,
    delivery: parseUrl(names[2], env, ['smtp', 'lmtp']),
    customerImap,
    domain,
    customerDomain: env.REPLYDESK_TEST_CUSTOMER_DOMAIN ?? (customerImap ? 'customers.test' : domain),
    caFile: env.REPLYDESK_TEST_CA_FILE ?? null,
    mayEmpty: env[MAY_EMPTY] === 'yes',
  };
}

function parseUrl(name: string, env: NodeJS.ProcessEnv, protocols: string[]): URL {
  const wanted = protocols.map((protocol) => `${protocol}://user:password@host:port`).join(' or ');
  const value = env[name] ?? '';
  const url = URL.canParse(value) ? new URL(value) : null;
  // The value holds a password, so the message does not repeat it.
  if (!url || !protocols.includes(url.protocol.slice(0, -1)) || !url.hostname)
    throw new Error(`${name} must be ${wanted}`);
  return url;
}

/**
 * Uses a store that stands already. Tests keep apart by addresses that are new with each stack; and since every mail in
 * the Inbox becomes a contact, the account's folders have to be empty, or are emptied where the environment allows it.
 */
export async function openExistingStore(urls: ExistingStoreUrls): Promise<MailStack> {
  const dir = mkdtempSync(join(tmpdir(), 'existing-store-'));
  const endpointOf = async (url: URL): Promise<MailEndpoint> =>
    endpoint(url, await probeServer(url, urls.caFile), urls, dir);
  const [imap, smtp] = await Promise.all([endpointOf(urls.imap), endpointOf(urls.smtp)]);
  const customers = urls.customerImap ? await endpointOf(urls.customerImap) : imap;
  await createFolders(imap);
  await makeSureOfEmptyFolders(imap, urls.mayEmpty);

  const customerImap = (address: string): MailEndpoint => ({
    ...customers,
    user: customers.user.replace('{address}', address),
  });
  const namespace = randomBytes(3).toString('hex');
  return {
    kind: 'existing',
    imap,
    smtp,
    delivery: deliveryEndpoint(urls.delivery),
    lmtp: null,
    address: (localPart) => `${localPart}-${namespace}@${urls.domain}`,
    customerAddress: (localPart) => `${localPart}-${namespace}@${urls.customerDomain}`,
    customerImap,
    customerMail: async (address) => {
      const mails = await readMailbox(customerImap(address));
      return mails.filter((mail) =>
        ['to', 'cc', 'delivered-to', 'x-original-to'].some((name) => headerHas(mail, name, address)),
      );
    },
    faults: () => needsFixture('fault proxies'),
    countConnections: () => Promise.reject(fixtureError('counting connections')),
    restartDovecot: () => Promise.reject(fixtureError('restarting the server')),
    freeze: () => needsFixture('freezing the server'),
    thaw: () => needsFixture('thawing the server'),
    logs: () => 'the logs of an existing store stay on its server\n',
    dir,
    caFile: urls.caFile,
    caPem: null,
    stop: () => {
      rmSync(dir, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

function needsFixture(what: string): never {
  throw fixtureError(what);
}

function fixtureError(what: string): Error {
  return new Error(`${what} needs servers of our own: run without REPLYDESK_TEST_IMAP_URL`);
}

function endpoint(url: URL, probed: ProbedServer, { caFile }: ExistingStoreUrls, dir: string): MailEndpoint {
  let trusted = caFile;
  if (probed.pinnedPem !== null) {
    trusted = join(dir, `${probed.port}.pem`);
    writeFileSync(trusted, probed.pinnedPem);
  }
  return {
    host: probed.host,
    port: probed.port,
    security: probed.security,
    user: decodeURIComponent(url.username),
    pass: decodeURIComponent(url.password),
    ...(trusted ? { caFile: trusted } : {}),
  };
}

function deliveryEndpoint(url: URL): DeliveryEndpoint {
  const protocol = url.protocol === 'lmtp:' ? 'lmtp' : 'smtp';
  return { protocol, host: url.hostname, port: Number(url.port || (protocol === 'lmtp' ? 24 : 25)) };
}

async function createFolders(imap: MailEndpoint): Promise<void> {
  const existing = new Set<string>();
  await withImap(imap, async (client) => {
    for (const { path } of await client.list()) existing.add(path);
    for (const path of FOLDERS) if (path !== 'INBOX' && !existing.has(path)) await client.mailboxCreate(path);
  });
}

async function makeSureOfEmptyFolders(imap: MailEndpoint, mayEmpty: boolean): Promise<void> {
  await withImap(imap, async (client) => {
    for (const path of FOLDERS) {
      const { exists } = await client.mailboxOpen(path);
      if (exists === 0) continue;
      if (!mayEmpty) {
        throw new Error(
          `${path} of this account holds ${exists} mails, which the service would take for work: use an empty account, or set ${MAY_EMPTY}=yes to have ${FOLDERS.join(', ')} emptied`,
        );
      }
      await client.messageDelete('1:*');
    }
  });
}
