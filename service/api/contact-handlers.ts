import { postpone, resume } from '../assignment/postpone';
import { requeue } from '../assignment/requeue';
import { transferToCsq } from '../assignment/transfer-to-csq';
import { closeWithoutReply } from '../contacts/close-without-reply';
import { addNote, contactNotes } from '../contacts/notes';
import type { ServiceDeps } from '../deps';
import type { contactActionsApi } from '../../common/contract/contact-actions';
import type { Handlers } from './handlers';

/** What a contact's owner does with it beside answering. */
export function contactActionHandlers(deps: ServiceDeps): Pick<Handlers, keyof typeof contactActionsApi> {
  return {
    'contacts.closeWithoutReply': async ({ caller, input }) => {
      await closeWithoutReply(deps, caller.session.agentId, input);
      return {};
    },
    'contacts.requeue': async ({ caller, input }) => {
      await requeue(deps, caller.session.agentId, input.contactId);
      return {};
    },
    'contacts.transferToCsq': async ({ caller, input }) => {
      await transferToCsq(deps, caller.session.agentId, input);
      return {};
    },
    'contacts.postpone': async ({ caller, input }) => {
      await postpone(deps, caller.session.agentId, input);
      return {};
    },
    'contacts.resume': async ({ caller, input }) => {
      await resume(deps, caller.session.agentId, input.contactId);
      return {};
    },
    'contacts.addNote': async ({ caller, input }) => {
      await addNote(deps, caller.session.agentId, input);
      return {};
    },
    'contacts.notes': async ({ caller, input }) => ({
      notes: await contactNotes(deps, caller.session.agentId, input.contactId),
    }),
  };
}
