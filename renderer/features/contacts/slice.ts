import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ContactSummary } from '../../../common/contract/contact';
import type { ContactId } from '../../../common/ids';
import { snapshotReceived } from '../desk/slice';

export type ContactsState = {
  selectedId: ContactId | null;
  /** Whether the selected contact has been seen in work, so that its closing moves the desk on. */
  wasInWork: boolean;
};

const initialState: ContactsState = { selectedId: null, wasInWork: false };

const isInWork = (contact: ContactSummary | undefined): boolean =>
  contact?.state === 'active' || contact?.state === 'wrap-up';

const slice = createSlice({
  name: 'contacts',
  initialState,
  reducers: {
    contactSelected(state, action: PayloadAction<ContactId>) {
      state.selectedId = action.payload;
      state.wasInWork = false;
    },
  },
  extraReducers: (builder) => {
    builder.addCase(snapshotReceived, (state, action) => {
      const { snapshot } = action.payload;
      if (!snapshot) return initialState;
      const selected = snapshot.contacts.find((contact) => contact.id === state.selectedId);
      if (isInWork(selected)) {
        state.wasInWork = true;
        return;
      }
      // Closed or taken away while being worked on: on to the next in work. A closed contact which the agent opened
      // by hand stays, and so does one just accepted whose snapshot is still on its way.
      const isGone = state.selectedId === null || state.wasInWork || selected === undefined;
      if (!isGone) return;
      const next = snapshot.contacts.find((contact) => contact.state === 'active') ?? snapshot.contacts.find(isInWork);
      state.selectedId = next?.id ?? null;
      state.wasInWork = state.selectedId !== null;
    });
  },
});

export const { contactSelected } = slice.actions;
export const contactsReducer = slice.reducer;
