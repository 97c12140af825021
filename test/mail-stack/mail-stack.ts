import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { openProcessGroups, type ProcessGroups } from '../support/process-group';
import { createCertificate, type Certificate } from './certificates';
import { findBinary, startDovecot, type Dovecot } from './dovecot';
import { PASSWORD, SHARED_USER, type ServerIdentity } from './dovecot-config';
import { startExim } from './exim';
import { startFaultProxy, type FaultProxy } from './fault-proxy';
import { readMailbox } from './mailbox';
import { freePort } from './ports';
import type { MailEndpoint, MailStack, MailStackOptions } from './types';

const DOMAIN = 'example.test';
const CUSTOMER_DOMAIN = 'customers.test';
/** Uid of no account: what root's Dovecot keeps mail as. */
const MAIL_UID = 5000;

/**
 * Starts Dovecot and Exim out of a temporary folder. Mail to any address at `example.test` lands in the one shared
 * account, mail to any other address in an account of that address.
 */
export async function startMailStack(options: MailStackOptions = {}): Promise<MailStack> {
  const dir = mkdtempSync(join(tmpdir(), 'mail-stack-'));
  // Dovecot's and Exim's own users have to get through.
  chmodSync(dir, 0o755);
  const groups = openProcessGroups(dir);
  const proxies: FaultProxy[] = [];
  try {
    return await assemble({ dir, groups, proxies, options });
  } catch (error) {
    const logs = readLogs(dir);
    await shutDown(dir, groups, proxies);
    throw new Error(`the mail stack did not start\n${logs}`, { cause: error });
  }
}

type Parts = { dir: string; groups: ProcessGroups; proxies: FaultProxy[]; options: MailStackOptions };

async function assemble({ dir, groups, proxies, options }: Parts): Promise<MailStack> {
  const { tls = 'plain', listen = '127.0.0.1', withoutCapabilities = [] } = options;
  const binary = findBinary('exim4');
  const certificate = await createCertificate(dir, options.certificate ?? 'valid', listen);
  const identity = whoRuns();
  const ports = await choosePorts(listen);
  const common = { dir, listen, domain: DOMAIN, ports, certificate, identity };
  const dovecot = await startDovecot(groups, {
    ...common,
    isPlainLoginAllowed: tls === 'plain',
    maxConnections: options.maxConnections ?? 0,
    withoutCapabilities,
  });
  const messageSizeLimit = options.messageSizeLimit ?? '100M';
  await startExim(groups, { ...common, binary, lmtpPort: ports.lmtp, tls, messageSizeLimit });

  const direct = {
    imap: tls === 'implicit' ? ports.imaps : ports.imap,
    smtp: tls === 'implicit' ? ports.submissions : ports.submission,
  };
  const isProxied = options.proxied === true || (withoutCapabilities.length > 0 && tls === 'plain');
  if (isProxied) {
    const before = async (port: number): Promise<FaultProxy> =>
      startFaultProxy({ target: { host: listen, port }, listen, port: await freePort(listen) });
    const filtered = tls === 'plain' ? withoutCapabilities : [];
    const imapPort = await freePort(listen);
    const target = { host: listen, port: direct.imap };
    proxies.push(await startFaultProxy({ target, listen, port: imapPort, withoutCapabilities: filtered }));
    proxies.push(await before(direct.smtp));
  }
  const endpoint = (port: number, user: string): MailEndpoint => ({
    host: listen,
    port,
    security: tls === 'implicit' ? 'tls' : tls,
    user,
    pass: PASSWORD,
    ...(certificate.caFile ? { caFile: certificate.caFile } : {}),
  });
  const [imapProxy, smtpProxy] = proxies;
  const customerImap = (address: string): MailEndpoint => endpoint(direct.imap, address.toLowerCase());
  return {
    kind: 'fixture',
    imap: endpoint(imapProxy?.port ?? direct.imap, SHARED_USER),
    smtp: endpoint(smtpProxy?.port ?? direct.smtp, SHARED_USER),
    delivery: { protocol: 'smtp', host: listen, port: ports.smtp },
    lmtp: { protocol: 'lmtp', host: listen, port: ports.lmtp },
    address: (localPart) => `${localPart}@${DOMAIN}`,
    customerAddress: (localPart) => `${localPart}@${CUSTOMER_DOMAIN}`,
    customerImap,
    customerMail: (address) => readMailbox(customerImap(address)),
    faults: () => {
      if (imapProxy && smtpProxy) return { imap: imapProxy, smtp: smtpProxy };
      throw new Error('this mail stack has no fault proxies: start it with { proxied: true }');
    },
    ...control(dovecot),
    dir,
    ...authority(certificate),
    logs: () => readLogs(dir),
    stop: () => shutDown(dir, groups, proxies),
  };
}

function control(dovecot: Dovecot): Pick<MailStack, 'countConnections' | 'restartDovecot' | 'freeze' | 'thaw'> {
  return {
    countConnections: (user) => dovecot.countConnections(user),
    restartDovecot: (how = 'graceful') => dovecot.restart(how),
    freeze: () => {
      dovecot.freeze();
    },
    thaw: () => {
      dovecot.thaw();
    },
  };
}

function authority({ caFile }: Certificate): Pick<MailStack, 'caFile' | 'caPem'> {
  return { caFile, caPem: caFile ? readFileSync(caFile, 'utf8') : null };
}

function whoRuns(): ServerIdentity {
  const { uid, gid, username } = userInfo();
  const isRoot = uid === 0;
  const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
  return { isRoot, user: username, group, mailUid: isRoot ? MAIL_UID : uid, mailGid: isRoot ? MAIL_UID : gid };
}

async function choosePorts(listen: string) {
  const names = ['imap', 'imaps', 'lmtp', 'smtp', 'submission', 'submissions'] as const;
  const ports = new Set<number>();
  while (ports.size < names.length) ports.add(await freePort(listen));
  const [imap = 0, imaps = 0, lmtp = 0, smtp = 0, submission = 0, submissions = 0] = ports;
  return { imap, imaps, lmtp, smtp, submission, submissions };
}

async function shutDown(dir: string, groups: ProcessGroups, proxies: FaultProxy[]): Promise<void> {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await groups.close();
  rmSync(dir, { recursive: true, force: true });
}

function readLogs(dir: string): string {
  const names = ['dovecot.log', 'dovecot.out', 'exim.out', 'exim/main.log', 'exim/reject.log', 'exim/panic.log'];
  const existing = names.map((name) => join(dir, name)).filter((path) => existsSync(path));
  return existing.map((path) => `--- ${path}\n${readFileSync(path, 'utf8')}`).join('\n');
}
