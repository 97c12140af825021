import { CodedError } from '../../common/contract/errors';
import type { ContactState } from '../../common/contract/contact';

/** Where a contact may go from each state; nothing else ever happens to one. */
export const CONTACT_TRANSITIONS: Readonly<Record<ContactState, readonly ContactState[]>> = {
  queued: ['offered', 'closed'],
  offered: ['active', 'queued'],
  active: ['wrap-up', 'queued', 'offered', 'postponed', 'in-review', 'closed'],
  'wrap-up': ['closed'],
  postponed: ['active', 'queued', 'closed'],
  'in-review': ['active', 'wrap-up', 'queued'],
  closed: [],
};

/** @throws CodedError `wrong-state` where the way is not in the table */
export function assertContactTransition(from: ContactState, to: ContactState): void {
  if (!CONTACT_TRANSITIONS[from].includes(to)) {
    throw new CodedError('wrong-state', `A contact cannot go from ${from} to ${to}`);
  }
}
