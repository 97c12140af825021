import { CodedError } from '../../common/contract/errors';
import type { OutgoingState } from '../../common/contract/contact';

/** Where an outgoing message may go from each state. */
export const OUTGOING_TRANSITIONS: Readonly<Record<OutgoingState, readonly OutgoingState[]>> = {
  draft: ['in-review', 'queued', 'cancelled'],
  'in-review': ['draft', 'queued', 'cancelled'],
  // Back to the queue from `sending`: a temporary refusal, or a crash before the data was handed over.
  queued: ['sending', 'cancelled', 'failed'],
  // A bounce may be here before the server's answer to the message is written down, and proves that it was taken.
  sending: ['sent', 'queued', 'failed', 'uncertain', 'bounced'],
  // A message of unknown outcome is settled by a bounce, a copy or a person, and never sent again by itself.
  uncertain: ['sent', 'queued', 'failed', 'bounced', 'cancelled'],
  failed: ['queued', 'cancelled'],
  sent: ['bounced'],
  bounced: [],
  cancelled: [],
};

/** @throws CodedError `wrong-state` where the way is not in the table */
export function assertOutgoingTransition(from: OutgoingState, to: OutgoingState): void {
  if (!OUTGOING_TRANSITIONS[from].includes(to)) {
    throw new CodedError('wrong-state', `An outgoing message cannot go from ${from} to ${to}`);
  }
}
