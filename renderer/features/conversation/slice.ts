import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ErrorCode } from '../../../common/contract/errors';
import type { MailContent } from '../../../common/contract/mail-content';
import type { ContactId } from '../../../common/ids';
import { snapshotReceived } from '../desk/slice';

/** `mailCount` is what the snapshot said when these mails were fetched; `newerProblem` why those that came since are not here. */
export type LoadedConversation =
  | { status: 'loading' }
  | { status: 'ready'; mails: MailContent[]; mailCount: number; newerProblem: ErrorCode | null }
  | { status: 'failed'; code: ErrorCode };

export type ConversationState = { byContact: Record<ContactId, LoadedConversation> };

const initialState: ConversationState = { byContact: {} };

const slice = createSlice({
  name: 'conversation',
  initialState,
  reducers: {
    loadStarted(state, action: PayloadAction<ContactId>) {
      state.byContact[action.payload] = { status: 'loading' };
    },
    loadEnded(state, action: PayloadAction<{ contactId: ContactId; conversation: LoadedConversation }>) {
      state.byContact[action.payload.contactId] = action.payload.conversation;
    },
  },
  extraReducers: (builder) => {
    // Mails are kept only as long as the desk shows their contact: memory, and other people's letters.
    builder.addCase(snapshotReceived, (state, action) => {
      const known = new Set<string>(action.payload.snapshot?.contacts.map((contact) => contact.id));
      for (const id of Object.keys(state.byContact) as ContactId[]) if (!known.has(id)) delete state.byContact[id];
    });
  },
});

export const { loadStarted, loadEnded } = slice.actions;
export const conversationReducer = slice.reducer;
