import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AgentId } from '../../common/ids';
import type { DeskSnapshot } from '../../common/contract/desk';
import { CodedError } from '../../common/contract/errors';
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

/** The working parts of one desk, without any window. */
export type Desk = {
  session: Session;
  deskMail: DeskMail;
  replies: ReplySender;
  drafts: Drafts;
  connections: () => Connections;
  /** The signed-in agent; throws `not-signed-in`. */
  agentId: () => AgentId;
  /** After sleep, or when the network came back. */
  hurry: () => void;
  close: () => Promise<void>;
};

/** Puts the parts together. `onSnapshot` and `onConnections` are what the window is told. */
export function createDesk(options: {
  userData: string;
  settings: SettingsStore;
  vault: Vault;
  log: DeskLog;
  random: () => number;
  onSnapshot: (snapshot: DeskSnapshot | null) => void;
  onConnections: (connections: Connections) => void;
}): Desk {
  const { userData, vault, log, random } = options;
  const inBackground = (event: string, work: Promise<unknown>) => {
    work.catch((error: unknown) => log.error(event, describeError(error)));
  };
  const deskMail = createDeskMail({
    random,
    log,
    onState: (state) => {
      onLinks();
      // The store's password may have been changed since it was handed out.
      if (state.problem === 'mail-sign-in-refused') inBackground('mail-access-failed', openMail());
    },
  });
  const session = createSession({
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
        resumeReplies();
      },
      link: () => onLinks(),
      resuming: () => inBackground('mail-access-failed', openRememberedMail()),
      connected: () => inBackground('mail-access-failed', openMail()),
      signedOut: () => inBackground('mail-leave-failed', deskMail.leave()),
    },
  });
  const connections = (): Connections => {
    const service = session.link();
    const mailStore = deskMail.state();
    return {
      service: service.link,
      serviceProblem: service.problem,
      mailStore: mailStore.link,
      mailStoreProblem: mailStore.problem,
    };
  };

  const onLinks = () => {
    options.onConnections(connections());
    resumeReplies();
  };

  /** While the service is being reached: the store may be reached just as well. */
  const openRememberedMail = async () => {
    const access = await rememberedAccess(vault);
    if (access) await deskMail.use(access);
  };

  /** Asks the service how to reach the store. The credential goes to the vault and to the connection, nowhere else. */
  const openMail = async () => {
    try {
      const access = await session.call('session.mailStore', {});
      await vault.set('mail-store', JSON.stringify(access));
      await deskMail.use(access);
    } catch (error) {
      // An agent without an e-mail queue has no mail store.
      if (!(error instanceof CodedError) || error.code !== 'not-allowed') throw error;
      await deskMail.leave();
    }
  };

  const agentId = () => {
    const snapshot = session.snapshot();
    if (!snapshot) throw new CodedError('not-signed-in', 'Nobody is signed in');
    return snapshot.agent.id;
  };
  const drafts = createDrafts(join(userData, 'drafts'));
  const replies = createReplySender({
    agentId,
    prepare: (input) => session.call('replies.prepare', input),
    tell: (input) => session.call('replies.appended', input),
    append: deskMail.append,
    find: deskMail.find,
    compose: (prepared, content) => composeMail(prepared, content, new Date()),
    pending: createPendingReplies(join(userData, 'pending')),
    forgetDraft: (agent, contact) => drafts.save(agent, contact, null),
    log,
  });

  let resumedFor = '';
  /** Once per pair of connections: both have to be there, and a resume that failed waits for the next one. */
  const resumeReplies = () => {
    const snapshot = session.snapshot();
    if (!snapshot || session.link().link !== 'connected' || deskMail.state().link !== 'connected') {
      resumedFor = '';
    } else if (resumedFor !== snapshot.agent.id) {
      resumedFor = snapshot.agent.id;
      inBackground('replies-resume-failed', replies.resume());
    }
  };

  return {
    session,
    deskMail,
    replies,
    drafts,
    connections,
    agentId,
    hurry: () => {
      session.hurry();
      deskMail.hurry();
    },
    close: async () => {
      session.close();
      await deskMail.leave();
    },
  };
}

/** The organisation's own authority, read anew for each connection so that a renewed one needs no restart. */
async function ownAuthority(settings: SettingsStore): Promise<string | null> {
  const file = process.env.REPLYDESK_CA_FILE ?? settings.current().caFile;
  return file ? readFile(file, 'utf8') : null;
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
