import type { MailContent } from '../../common/contract/mail-content';
import { CodedError } from '../../common/contract/errors';
import type { MailLocation, MailStoreAccess } from '../../common/contract/service-api';
import type { DeskLog } from '../log';
import { appendMessage } from './append-message';
import { fetchMail } from './fetch-mail';
import { findByMessageId } from './locate-mail';
import { type MailConnection, type MailLinkState, openMailConnection } from './mail-connection';
import { saveAttachment } from './save-attachment';

/** What the desk does with the mail store. All methods reject with a CodedError. */
export type DeskMail = {
  state: () => MailLinkState;
  /** Signs in with this access, or goes on if it is the one in use. */
  use: (access: MailStoreAccess) => Promise<void>;
  /** Signs out and forgets the access. */
  leave: () => Promise<void>;
  fetch: (location: MailLocation) => Promise<MailContent>;
  saveAttachment: (options: { location: MailLocation; part: string; path: string }) => Promise<void>;
  /** Appends to the Outbox, once, without looking whether it is there. */
  append: (message: { messageId: string; raw: Buffer }) => Promise<MailLocation | null>;
  /** Looks for a message in the Outbox and in Sent. */
  find: (messageId: string) => Promise<MailLocation | null>;
  hurry: () => void;
};

const OFFLINE: MailLinkState = { link: 'offline', problem: null };

export function createDeskMail(options: {
  onState: (state: MailLinkState) => void;
  random: () => number;
  log: DeskLog;
}): DeskMail {
  let current: { access: MailStoreAccess; connection: MailConnection } | null = null;

  const inUse = () => {
    if (!current) throw new CodedError('not-signed-in', 'The desk has no access to the mail store');
    return current;
  };

  /** Reading can be repeated: a connection that broke in the middle is not the person's business. */
  const read = async <T>(work: Parameters<MailConnection['run']>[0]): Promise<T> => {
    const { connection } = inUse();
    try {
      return (await connection.run(work)) as T;
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'mail-connection-lost') throw error;
      return (await connection.run(work)) as T;
    }
  };

  const leave = async () => {
    const left = current;
    current = null;
    await left?.connection.stop();
    options.onState(OFFLINE);
  };

  return {
    state: () => current?.connection.state() ?? OFFLINE,
    use: async (access) => {
      if (current && JSON.stringify(current.access) === JSON.stringify(access)) return;
      if (current) await leave();
      const connection = openMailConnection({ access, ...options });
      current = { access, connection };
      options.onState(connection.state());
    },
    leave,
    fetch: (location) => read((client) => fetchMail(client, location)),
    saveAttachment: (what) => read((client) => saveAttachment(client, what)),
    append: (message) => {
      const { access, connection } = inUse();
      return connection.run((client) => appendMessage(client, { ...message, folder: access.folders.outbox }));
    },
    find: (messageId) => {
      const { folders } = inUse().access;
      return read((client) => findByMessageId(client, [folders.outbox, folders.sent], messageId));
    },
    hurry: () => current?.connection.hurry(),
  };
}
