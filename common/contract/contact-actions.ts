import { z } from 'zod';
import { csqIdSchema } from '../ids';
import { contactRefSchema, wrapUpSchema } from './contact';

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
} as const;
