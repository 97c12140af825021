import { CodedError } from '../../common/contract/errors';
import type { MailContent } from '../../common/contract/mail-content';
import type { MailLocation } from '../../common/contract/service-api';
import type { ContactId } from '../../common/ids';
import type { DeskMail } from '../desk-mail/desk-mail';
import { safeFileName } from '../desk-mail/file-names';
import type { Session } from '../session/session';
import type { Handlers } from './handlers';

/** A mail as the page names it. */
type Shown = { folder: string; uid: number };

type Names = 'contacts.accept' | 'contacts.open' | 'contacts.saveAttachment' | 'contacts.wrapUp';

/** The agent's contacts: taking one, reading it, closing it. */
export function contactHandlers(deps: {
  session: Session;
  deskMail: DeskMail;
  /** Asks the person where to save; null where they cancelled. */
  askWhereToSave: (fileName: string) => Promise<string | null>;
}): Pick<Handlers, Names> {
  const { session, deskMail } = deps;
  /** Under which places the page knows the mails of the contacts that it opened. */
  const opened = new Map<string, Shown[]>();

  /** The service moves mails when the state of their contact changes: one that is not where it was is asked for once more. */
  const fetchWhereItIs = async (contactId: ContactId, location: MailLocation, at: number): Promise<MailContent> => {
    try {
      return await deskMail.fetch(location);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'mail-not-found') throw error;
      const { mails } = await session.call('contacts.mails', { contactId });
      const now = mails[at];
      const isMoved = now !== undefined && (now.folder !== location.folder || now.uid !== location.uid);
      if (!isMoved) throw error;
      return deskMail.fetch(now);
    }
  };

  return {
    'contacts.accept': (input) => session.call('contacts.accept', input),
    'contacts.open': async (input) => {
      const { mails } = await session.call('contacts.mails', input);
      const shown = await Promise.all(mails.map((location, at) => fetchWhereItIs(input.contactId, location, at)));
      opened.set(
        input.contactId,
        shown.map(({ folder, uid }) => ({ folder, uid })),
      );
      return { mails: shown };
    },
    'contacts.saveAttachment': async ({ contactId, folder, uid, part, fileName }) => {
      // The service says which mails are this contact's; what the page asks for must be one of them.
      const { mails } = await session.call('contacts.mails', { contactId });
      const isIt = (mail: Shown): boolean => mail.folder === folder && mail.uid === uid;
      // the service moved it since it was shown; the order of a contact's mails never changes
      const location = mails.find(isIt) ?? mails[opened.get(contactId)?.findIndex(isIt) ?? -1];
      if (!location) throw new CodedError('not-found', 'The contact has no such mail');
      const path = await deps.askWhereToSave(safeFileName(fileName, `attachment-${part}`));
      if (path !== null) await deskMail.saveAttachment({ location, part, path });
      return { path };
    },
    'contacts.wrapUp': (input) => session.call('contacts.wrapUp', input),
  };
}
