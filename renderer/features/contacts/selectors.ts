import { createSelector } from '@reduxjs/toolkit';
import type { ContactSummary, OutgoingState, OutgoingSummary } from '../../../common/contract/contact';
import type { RootState } from '../../app/store';
import { selectContacts, selectOutgoing } from '../desk';

/** The contact shown in the middle; undefined where none is. */
export const selectSelectedContact = createSelector(
  [selectContacts, (state: RootState) => state.contacts.selectedId],
  (contacts, selectedId): ContactSummary | undefined => contacts.find((contact) => contact.id === selectedId),
);

const byTime =
  (time: (contact: ContactSummary) => string | null) =>
  (a: ContactSummary, b: ContactSummary): number =>
    (time(a) ?? '').localeCompare(time(b) ?? '');

/** The work list's sections; the longest-held first, the last closed first. */
export const selectWorkList = createSelector([selectContacts], (contacts) => ({
  active: contacts.filter((contact) => contact.state === 'active').sort(byTime((contact) => contact.acceptedAt)),
  wrapUp: contacts.filter((contact) => contact.state === 'wrap-up').sort(byTime((contact) => contact.wrapUpUntil)),
  closed: contacts
    .filter((contact) => contact.state === 'closed')
    .sort(byTime((contact) => contact.closedAt))
    .reverse(),
}));

const ON_ITS_WAY: ReadonlySet<OutgoingState> = new Set([
  'in-review',
  'queued',
  'sending',
  'failed',
  'uncertain',
  'bounced',
]);

export type GoingOut = OutgoingSummary & { contact: ContactSummary | undefined };

/** Outgoing mail that is not settled: on its way, or in need of a look. */
export const selectGoingOut = createSelector([selectOutgoing, selectContacts], (outgoing, contacts): GoingOut[] =>
  outgoing
    .filter((message) => ON_ITS_WAY.has(message.state))
    .map((message) => ({ ...message, contact: contacts.find((contact) => contact.id === message.contactId) })),
);

/** How many e-mail contacts the agent is working on. */
export const selectActiveCount = createSelector(
  [selectContacts],
  (contacts) => contacts.filter((contact) => contact.state === 'active').length,
);
