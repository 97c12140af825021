import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ErrorCode } from '../../../common/contract/errors';
import type { ContactId } from '../../../common/ids';
import { snapshotReceived } from '../desk/slice';

export type WrapUp = { reasonCode: string | null; notes: string; isClosing: boolean; problem: ErrorCode | null };

export type WrapUpState = { byContact: Record<ContactId, WrapUp> };

/** What a wrap-up is before anything has been said. */
export const EMPTY_WRAP_UP: WrapUp = { reasonCode: null, notes: '', isClosing: false, problem: null };

const initialState: WrapUpState = { byContact: {} };

const slice = createSlice({
  name: 'wrapUp',
  initialState,
  reducers: {
    wrapUpEdited(state, action: PayloadAction<{ contactId: ContactId; change: Partial<WrapUp> }>) {
      const { contactId, change } = action.payload;
      state.byContact[contactId] = { ...(state.byContact[contactId] ?? EMPTY_WRAP_UP), ...change };
    },
  },
  extraReducers: (builder) => {
    builder.addCase(snapshotReceived, (state, action) => {
      if (!action.payload.snapshot) return;
      const open = new Set<string>(
        action.payload.snapshot.contacts.filter((contact) => contact.state !== 'closed').map((contact) => contact.id),
      );
      for (const id of Object.keys(state.byContact) as ContactId[]) if (!open.has(id)) delete state.byContact[id];
    });
  },
});

export const { wrapUpEdited } = slice.actions;
export const wrapUpReducer = slice.reducer;
