import { mkdir, mkdtemp, rm, writeFile, copyFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildMail } from '../builders/mail';
import { deliverMail, type AcceptedAt } from '../mail-stack/deliver';
import { openMailStack } from '../mail-stack/open';
import type { MailStack, MailStackOptions } from '../mail-stack/types';
import { readMailbox } from '../mail-stack/mailbox';
import { freePort } from '../mail-stack/ports';
import { startKeyring, type Keyring } from '../support/keyring';
import { AgentDesk } from './agent-desk';
import { parseReceived, type ReceivedMail } from './received-mail';
import { DEMO_PASSWORD } from './seed';
import { prepareServiceFiles } from './service-files';
import { ServiceProcess, serviceUrl, type ServiceFiles } from './service-process';
import { WorldDatabase } from './world-database';

export type WorldOptions = {
  stack?: MailStackOptions;
  offerTimeLimitS?: number;
  capacity?: number;
  /** Seconds a desk may be gone before its agent is signed out. */
  graceS?: number;
};

/** A customer's mail to be sent in. */
export type InquiryMail = {
  customer: string;
  customerName: string;
  entryPoint: string;
  subject: string;
  text?: string;
  html?: string;
};

/** Everything the main job needs, real and temporary: mail store, service with its database, keychain, desks. */
export class World {
  private readonly desks: AgentDesk[] = [];
  private readonly messageIds = new Map<string, string>();
  private stopped = false;

  constructor(
    private readonly prepared: PreparedWorld,
    readonly service: ServiceProcess,
    readonly database: WorldDatabase,
  ) {}

  get stack(): MailStack {
    return this.prepared.stack;
  }

  get keyring(): Keyring {
    return this.prepared.keyring;
  }

  /** One of the entry points' addresses, by local part. */
  address(localPart: string): string {
    return this.stack.address(localPart);
  }

  /** Launches a desk that is not signed in. The profile names its own user data and its own keychain entries. */
  async openDesk(profile: string): Promise<AgentDesk> {
    const desk = await AgentDesk.launch({
      profile,
      userDataDir: join(this.prepared.dir, 'desks', profile),
      serviceUrl: this.service.url,
      env: this.keyring.env,
    });
    this.desks.push(desk);
    return desk;
  }

  async signInDesk(username: string, password = DEMO_PASSWORD): Promise<AgentDesk> {
    const desk = await this.openDesk(username);
    await desk.signIn(username, password);
    return desk;
  }

  /** Delivers a customer's mail; resolves when the MTA has accepted it. */
  async sendInquiry(mail: InquiryMail): Promise<AcceptedAt> {
    const messageId = `<inquiry-${this.messageIds.size}-${process.pid}@customers.test>`;
    this.messageIds.set(mail.subject, messageId);
    const raw = await buildMail({
      from: { name: mail.customerName, address: mail.customer },
      to: mail.entryPoint,
      subject: mail.subject,
      text:
        mail.text ?? `Hello,\n\nabout "${mail.subject}": could you please look at it today?\n\n${mail.customerName}`,
      html: mail.html,
      messageId,
    });
    return await deliverMail(this.stack.delivery, { from: mail.customer, to: [mail.entryPoint], raw });
  }

  /** Message-ID of the inquiry with this subject. */
  sentMessageId(subject: string): string {
    const messageId = this.messageIds.get(subject);
    if (messageId === undefined) throw new Error(`nothing was sent with the subject ${subject}`);
    return messageId;
  }

  /** What stands in one customer's own mailbox on the server. */
  async customerMail(address: string): Promise<ReceivedMail[]> {
    return await Promise.all((await this.stack.customerMail(address)).map((mail) => parseReceived(mail.raw)));
  }

  /** What stands in a folder of the shared account. */
  async folder(name: string): Promise<ReceivedMail[]> {
    return await Promise.all((await readMailbox(this.stack.imap, name)).map((mail) => parseReceived(mail.raw)));
  }

  /** Logs and screenshots of everything, for the report of a failure. */
  async saveEvidence(dir: string): Promise<void> {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'mail-servers.log'), this.stack.logs());
    await copyFile(this.service.files.logFile, join(dir, 'service.log'));
    for (const desk of this.desks) {
      await writeFile(join(dir, `desk-${desk.profile}.log`), await desk.log());
      if (!desk.page.isClosed()) await desk.screenshot(join(dir, `desk-${desk.profile}.png`));
    }
  }

  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    await Promise.all(this.desks.map((desk) => desk.close()));
    await this.service.stop();
    await this.prepared.release();
  }
}

/** A mail store, a keychain and the service's files, with the database seeded; the service itself is not running. */
export type PreparedWorld = {
  dir: string;
  stack: MailStack;
  keyring: Keyring;
  files: ServiceFiles;
  port: number;
  serviceUrl: string;
  release: () => Promise<void>;
};

/** Prepares everything that a service and desks need, in a temporary folder. */
export async function prepareWorld(options: WorldOptions): Promise<PreparedWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'replydesk-world-'));
  // The database's own user must be able to reach its folder when this runs as root.
  await chmod(dir, 0o755);
  const [stack, keyring, port] = await Promise.all([
    openMailStack(options.stack ?? {}),
    startKeyring(),
    freePort('127.0.0.1'),
  ]);
  const files = await prepareServiceFiles(dir, { ...options, stack, port, logLevel: 'debug' });
  const release = async (): Promise<void> => {
    await keyring.stop();
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { dir, stack, keyring, files, port, serviceUrl: serviceUrl(port), release };
}

/** Brings up a {@link World}. The service is started and seeded; no desk is open. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const prepared = await prepareWorld(options);
  const service = new ServiceProcess(prepared.files, prepared.port);
  await service.start();
  return new World(prepared, service, new WorldDatabase(prepared.files.dataDir));
}
