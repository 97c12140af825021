import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ErrorCode } from '../../../common/contract/errors';
import type { ContactId } from '../../../common/ids';
import { snapshotReceived } from '../desk/slice';

export type OffersState = {
  /** Offers whose acceptance is on its way. */
  accepting: ContactId[];
  /** Why the last acceptance did not work. */
  problem: ErrorCode | null;
  /** The offer whose notification the person clicked: its button takes the focus. */
  wantedId: ContactId | null;
};

const initialState: OffersState = { accepting: [], problem: null, wantedId: null };

const slice = createSlice({
  name: 'offers',
  initialState,
  reducers: {
    acceptStarted(state, action: PayloadAction<ContactId>) {
      state.accepting.push(action.payload);
      state.problem = null;
    },
    acceptEnded(state, action: PayloadAction<{ contactId: ContactId; problem: ErrorCode | null }>) {
      const { contactId, problem } = action.payload;
      state.problem = problem;
      // A success keeps the card busy until the snapshot takes it away: it must not look acceptable again.
      if (problem) state.accepting = state.accepting.filter((id) => id !== contactId);
    },
    offerWanted(state, action: PayloadAction<ContactId>) {
      state.wantedId = action.payload;
    },
    problemDismissed(state) {
      state.problem = null;
    },
  },
  extraReducers: (builder) => {
    builder.addCase(snapshotReceived, (state, action) => {
      const offered = new Set(
        action.payload.snapshot?.contacts.filter((contact) => contact.state === 'offered').map((contact) => contact.id),
      );
      state.accepting = state.accepting.filter((id) => offered.has(id));
    });
  },
});

export const { acceptStarted, acceptEnded, offerWanted, problemDismissed } = slice.actions;
export const offersReducer = slice.reducer;
