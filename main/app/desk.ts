import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AgentId } from '../../common/ids';
import type { DeskSnapshot } from '../../common/contract/desk';
import { CodedError } from '../../common/contract/errors';
import type { IntakeView } from '../../common/contract/intake';
import type { Connections } from '../../common/contract/ipc';
import { mailStoreAccessSchema, type MailStoreAccess } from '../../common/contract/service-api';
import { composeMail } from '../desk-mail/compose-mail';
import { createDeskMail, type DeskMail } from '../desk-mail/desk-mail';
import { createDrafts, type Drafts } from '../desk-mail/drafts';
import { createPendingReplies } from '../desk-mail/pending-replies';
import { createReplySender, type ReplySender } from '../desk-mail/send-reply';
import { describeError, type DeskLog } from '../log';
import { connectService } from '../session/service-connection';
import { createSession, type Session } from '../session/session';
import type { Vault } from '../vault/vault';
import type { SettingsStore } from './settings';

type Options = {
  userData: string;
  settings: SettingsStore;
  vault: Vault;
  log: DeskLog;
  random: () => number;
  /** What the window is told. */
  onSnapshot: (snapshot: DeskSnapshot | null) => void;
  onConnections: (connections: Connections) => void;
  onIntake: (view: IntakeView | null) => void;
};

/** The working parts of one desk, without any window. */
export class Desk {
  readonly session: Session;
  readonly deskMail: DeskMail;
  readonly replies: ReplySender;
  readonly drafts: Drafts;
  /** The agent whose left-over replies have been looked after on the present connections. */
  private resumedFor: AgentId | null = null;

  constructor(private readonly options: Options) {
    const { userData, vault, random, log } = options;
    this.deskMail = createDeskMail({
      random,
      log,
      onState: (state) => {
        this.onLinks();
        // The store's password may have been changed since it was handed out.
        if (state.problem === 'mail-sign-in-refused') this.inBackground('mail-access-failed', this.openMail());
      },
    });
    this.session = createSession({
      vault,
      random,
      log,
      deviceName: hostname().slice(0, 200),
      connect: async ({ serviceUrl, token }) => {
        return connectService({ serviceUrl, token, caPem: await ownAuthority(options.settings) });
      },
      events: {
        snapshot: (snapshot) => {
          options.onSnapshot(snapshot);
          // Which agent is signed in is known with the first snapshot only.
          this.resumeReplies();
        },
        intake: options.onIntake,
        link: () => this.onLinks(),
        resuming: () => this.inBackground('mail-access-failed', this.openRememberedMail()),
        connected: () => this.inBackground('mail-access-failed', this.openMail()),
        signedOut: () => this.inBackground('mail-leave-failed', this.deskMail.leave()),
      },
    });
    this.drafts = createDrafts(join(userData, 'drafts'));
    this.replies = this.createReplies();
  }

  connections(): Connections {
    const service = this.session.link();
    const mailStore = this.deskMail.state();
    return {
      service: service.link,
      serviceProblem: service.problem,
      mailStore: mailStore.link,
      mailStoreProblem: mailStore.problem,
    };
  }

  /** The signed-in agent; throws `not-signed-in`. */
  readonly agentId = (): AgentId => {
    const snapshot = this.session.snapshot();
    if (!snapshot) throw new CodedError('not-signed-in', 'Nobody is signed in');
    return snapshot.agent.id;
  };

  /** After sleep, or when the network came back. */
  hurry(): void {
    this.session.hurry();
    this.deskMail.hurry();
  }

  async close(): Promise<void> {
    this.session.close();
    await this.deskMail.leave();
  }

  private createReplies(): ReplySender {
    const { session, deskMail, drafts } = this;
    return createReplySender({
      agentId: this.agentId,
      prepare: (input) => session.call('replies.prepare', input),
      tell: (input) => session.call('replies.appended', input),
      append: deskMail.append,
      find: deskMail.find,
      compose: (prepared, content) => composeMail(prepared, content, new Date()),
      pending: createPendingReplies(join(this.options.userData, 'pending')),
      forgetDraft: (agent, contact) => drafts.save(agent, contact, null),
      log: this.options.log,
    });
  }

  private onLinks(): void {
    this.options.onConnections(this.connections());
    this.resumeReplies();
  }

  /** Once per pair of connections: both have to be there, and a resume that failed waits for the next one. */
  private resumeReplies(): void {
    const agentId = this.session.snapshot()?.agent.id ?? null;
    const { service, mailStore } = this.connections();
    if (agentId === null || service !== 'connected' || mailStore !== 'connected') {
      this.resumedFor = null;
    } else if (this.resumedFor !== agentId) {
      this.resumedFor = agentId;
      this.inBackground('replies-resume-failed', this.replies.resume());
    }
  }

  /** Asks the service how to reach the store. The credential goes to the vault and to the connection, nowhere else. */
  private async openMail(): Promise<void> {
    try {
      const access = await this.session.call('session.mailStore', {});
      await this.deskMail.use(access);
      await this.options.vault.set('mail-store', JSON.stringify(access));
    } catch (error) {
      // An agent without an e-mail queue has no mail store.
      if (!(error instanceof CodedError) || error.code !== 'not-allowed') throw error;
      await this.deskMail.leave();
    }
  }

  /** While the service is being reached: the store may be reached just as well. */
  private async openRememberedMail(): Promise<void> {
    const access = await rememberedAccess(this.options.vault);
    if (access) await this.deskMail.use(access);
  }

  private inBackground(event: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      const code = error instanceof CodedError ? error.code : null;
      this.options.log.error(event, { code, ...describeError(error) });
    });
  }
}

/** The organisation's own authority, read anew for each connection so that a renewed one needs no restart. */
async function ownAuthority(settings: SettingsStore): Promise<string | null> {
  const file = process.env.REPLYDESK_CA_FILE ?? settings.current().caFile;
  if (!file) return null;
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CodedError('tls-failed', 'The file of the own authority cannot be read', { cause });
  });
}

/** The access handed out last time; one of another version of the application counts as none. */
async function rememberedAccess(vault: Vault): Promise<MailStoreAccess | null> {
  const text = await vault.get('mail-store');
  if (text === null) return null;
  try {
    return mailStoreAccessSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
