import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ErrorCode } from '../../../common/contract/errors';
import type { AttentionEntry, IntakeView } from '../../../common/contract/intake';
import { snapshotReceived } from '../desk/slice';

export type SettleAction = 'retry' | 'dismiss';

export type IntakeState = {
  /** The newest view; null until it is known, and for roles that do not watch intake. */
  view: IntakeView | null;
  /** The window's clock when it came. */
  receivedAtMs: number;
  /** Since when mails wait without a break, by the window's clock. */
  waitingSinceMs: number | null;
  /** What is being settled, by entry, and since when that entry had been on the list. */
  settling: Record<string, { action: SettleAction; createdAt: string }>;
  /** Why the last entry could not be settled. */
  problem: ErrorCode | null;
  /** The last entry settled was sent to be tried again. */
  isRetried: boolean;
};

const initialState: IntakeState = {
  view: null,
  receivedAtMs: 0,
  waitingSinceMs: null,
  settling: {},
  problem: null,
  isRetried: false,
};

const slice = createSlice({
  name: 'intake',
  initialState,
  reducers: {
    /** A view has come, or null: it is not known any more. `receivedAtMs` is the window's clock at that moment. */
    intakeReceived(state, action: PayloadAction<{ view: IntakeView | null; receivedAtMs: number }>) {
      const { view, receivedAtMs } = action.payload;
      state.view = view;
      state.receivedAtMs = receivedAtMs;
      state.waitingSinceMs = view && view.waiting > 0 ? (state.waitingSinceMs ?? receivedAtMs) : null;
      const listedAt = new Map(view?.attention.map((entry) => [entry.id, entry.createdAt]));
      // Gone, or back with a new time because trying again has failed: either way it is settled.
      for (const [id, { createdAt }] of Object.entries(state.settling)) {
        if (listedAt.get(id) !== createdAt) delete state.settling[id];
      }
    },
    settleStarted(state, { payload }: PayloadAction<{ entry: AttentionEntry; action: SettleAction }>) {
      const { entry, action } = payload;
      state.settling[entry.id] = { action, createdAt: entry.createdAt };
      state.problem = null;
      state.isRetried = false;
    },
    settleEnded(state, { payload }: PayloadAction<{ id: string; action: SettleAction; problem: ErrorCode | null }>) {
      const { id, action, problem } = payload;
      state.problem = problem;
      state.isRetried = action === 'retry' && problem === null;
      // A success keeps the entry busy until the view takes it away: it must not look settleable again.
      if (problem) delete state.settling[id];
    },
    /** The panel was closed, or the person has read what it said. */
    outcomeDismissed(state) {
      state.problem = null;
      state.isRetried = false;
    },
  },
  extraReducers: (builder) => {
    builder.addCase(snapshotReceived, (state, action) => (action.payload.snapshot ? state : initialState));
  },
});

export const { intakeReceived, settleStarted, settleEnded, outcomeDismissed } = slice.actions;
export const intakeReducer = slice.reducer;
