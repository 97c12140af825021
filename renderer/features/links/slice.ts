import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ErrorCode } from '../../../common/contract/errors';

export type LinksState = {
  /** The link a person clicked in a mail and has not decided on. */
  pendingUrl: string | null;
  problem: ErrorCode | null;
};

const initialState: LinksState = { pendingUrl: null, problem: null };

const slice = createSlice({
  name: 'links',
  initialState,
  reducers: {
    linkClicked(state, action: PayloadAction<string>) {
      state.pendingUrl = action.payload;
      state.problem = null;
    },
    linkDecided(state, action: PayloadAction<ErrorCode | null>) {
      state.problem = action.payload;
      if (action.payload === null) state.pendingUrl = null;
    },
  },
});

export const { linkClicked, linkDecided } = slice.actions;
export const linksReducer = slice.reducer;
