import { createSelector } from '@reduxjs/toolkit';
import type { ContactSummary } from '../../../common/contract/contact';
import { selectContacts } from '../desk';

/** Offers as they are shown: the one that runs out first on top. */
export const selectOffers = createSelector([selectContacts], (contacts): ContactSummary[] =>
  contacts
    .filter((contact) => contact.state === 'offered')
    .sort((a, b) => (a.offerExpiresAt ?? '').localeCompare(b.offerExpiresAt ?? '')),
);
