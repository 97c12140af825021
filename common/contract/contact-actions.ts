import { z } from 'zod';
import { csqIdSchema } from '../ids';
import { contactNoteSchema, contactRefSchema, newNoteSchema, wrapUpSchema } from './contact';

const nothing = z.object({});

/** What the owner of a contact does with it beside answering. */
export const contactActionsApi = {
  /** Closes an active contact, for a wrap-up reason or a close reason; wrap-up comes first, as after sending. */
  'contacts.closeWithoutReply': { kind: 'mutation', input: wrapUpSchema, output: nothing },
  /** Gives an active contact back to its queue, at its old place. */
  'contacts.requeue': { kind: 'mutation', input: contactRefSchema, output: nothing },
  /** Hands an active contact to another queue; it is answered from its own entry point all the same. */
  'contacts.transferToCsq': {
    kind: 'mutation',
    input: contactRefSchema.extend({ csqId: csqIdSchema }),
    output: nothing,
  },
  /** Writes an internal note about a contact the caller owns; customers never see it. */
  'contacts.addNote': { kind: 'mutation', input: newNoteSchema, output: nothing },
  /** The notes of a contact the caller owns, whoever wrote them, oldest first. */
  'contacts.notes': {
    kind: 'query',
    input: contactRefSchema,
    output: z.object({ notes: z.array(contactNoteSchema) }),
  },
  /** Puts an active contact off; it comes back to the same agent at its time, or with the customer's next mail. */
  'contacts.postpone': {
    kind: 'mutation',
    input: contactRefSchema.extend({ until: z.iso.datetime() }),
    output: nothing,
  },
  /** Goes on with a postponed contact before its time. */
  'contacts.resume': { kind: 'mutation', input: contactRefSchema, output: nothing },
} as const;
