import { createSelector } from '@reduxjs/toolkit';
import type { ContactSummary } from '../../../common/contract/contact';
import { selectContacts } from '../desk';
import { selectSelectedContact } from '../contacts';

/** Other contacts of the same customer that the desk knows, newest first. */
export const selectOtherContacts = createSelector(
  [selectContacts, selectSelectedContact],
  (contacts, selected): ContactSummary[] =>
    contacts
      .filter(
        (contact) =>
          contact.id !== selected?.id &&
          contact.state !== 'offered' &&
          contact.customer.address.toLowerCase() === selected?.customer.address.toLowerCase(),
      )
      .sort((a, b) => b.arrivedAt.localeCompare(a.arrivedAt)),
);
