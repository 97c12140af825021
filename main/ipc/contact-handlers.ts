import { CodedError } from '../../common/contract/errors';
import type { DeskMail } from '../desk-mail/desk-mail';
import { safeFileName } from '../desk-mail/file-names';
import type { Session } from '../session/session';
import type { Handlers } from './handlers';

type Names = 'contacts.accept' | 'contacts.open' | 'contacts.saveAttachment' | 'contacts.wrapUp';

/** The agent's contacts: taking one, reading it, closing it. */
export function contactHandlers(deps: {
  session: Session;
  deskMail: DeskMail;
  /** Asks the person where to save; null where they cancelled. */
  askWhereToSave: (fileName: string) => Promise<string | null>;
}): Pick<Handlers, Names> {
  const { session, deskMail } = deps;
  return {
    'contacts.accept': (input) => session.call('contacts.accept', input),
    'contacts.open': async (input) => {
      const { mails } = await session.call('contacts.mails', input);
      return { mails: await Promise.all(mails.map((location) => deskMail.fetch(location))) };
    },
    'contacts.saveAttachment': async ({ contactId, folder, uid, part, fileName }) => {
      // The service says which mails are this contact's; what the page asks for must be one of them.
      const { mails } = await session.call('contacts.mails', { contactId });
      const location = mails.find((mail) => mail.folder === folder && mail.uid === uid);
      if (!location) throw new CodedError('not-found', 'The contact has no such mail');
      const path = await deps.askWhereToSave(safeFileName(fileName, `attachment-${part}`));
      if (path !== null) await deskMail.saveAttachment({ location, part, path });
      return { path };
    },
    'contacts.wrapUp': (input) => session.call('contacts.wrapUp', input),
  };
}
