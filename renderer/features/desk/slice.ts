import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { DeskSnapshot } from '../../../common/contract/desk';

export type DeskState = {
  /** The newest snapshot; null while nobody is signed in. */
  snapshot: DeskSnapshot | null;
  /** Add to the window's clock to get the service's. */
  clockOffsetMs: number;
};

const initialState: DeskState = { snapshot: null, clockOffsetMs: 0 };

const slice = createSlice({
  name: 'desk',
  initialState,
  reducers: {
    /** A snapshot has come, or null: the session is over. `receivedAtMs` is the window's clock at that moment. */
    snapshotReceived(state, action: PayloadAction<{ snapshot: DeskSnapshot | null; receivedAtMs: number }>) {
      const { snapshot, receivedAtMs } = action.payload;
      state.snapshot = snapshot;
      if (snapshot) state.clockOffsetMs = Date.parse(snapshot.serverTime) - receivedAtMs;
    },
  },
});

export const { snapshotReceived } = slice.actions;
export const deskReducer = slice.reducer;
