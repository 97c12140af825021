import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ErrorCode } from '../../../common/contract/errors';
import type { ContactId } from '../../../common/ids';
import { snapshotReceived } from '../desk/slice';
import type { AddressEntry } from './addresses';

/** What the agent has written for one contact. `toText` and `ccText` are typed but not yet an entry. */
export type Reply = {
  to: AddressEntry[];
  toText: string;
  cc: AddressEntry[];
  ccText: string;
  subject: string;
  /** Quill's Delta as JSON; '' is empty. */
  delta: string;
};

export type SendProblem = ErrorCode | 'no-recipient' | 'invalid-recipient' | 'empty-message';

export type Composer = {
  reply: Reply;
  /** Changed since the last save began. */
  isDirty: boolean;
  isSaveScheduled: boolean;
  isSaving: boolean;
  savedAt: string | null;
  saveProblem: ErrorCode | null;
  sending: 'no' | 'under-way' | 'done';
  sendProblem: SendProblem | null;
};

export type ComposerState = {
  byContact: Record<ContactId, Composer>;
  /** Why the draft of a contact could not be read; null while it is being read. */
  loading: Record<ContactId, { problem: ErrorCode | null }>;
};

const initialState: ComposerState = { byContact: {}, loading: {} };

const slice = createSlice({
  name: 'composer',
  initialState,
  reducers: {
    loadStarted(state, action: PayloadAction<ContactId>) {
      state.loading[action.payload] = { problem: null };
    },
    loadFailed(state, action: PayloadAction<{ contactId: ContactId; problem: ErrorCode }>) {
      state.loading[action.payload.contactId] = { problem: action.payload.problem };
    },
    composerOpened(state, action: PayloadAction<{ contactId: ContactId; reply: Reply; savedAt: string | null }>) {
      const { contactId, reply, savedAt } = action.payload;
      delete state.loading[contactId];
      state.byContact[contactId] = {
        reply,
        isDirty: false,
        isSaveScheduled: false,
        isSaving: false,
        savedAt,
        saveProblem: null,
        sending: 'no',
        sendProblem: null,
      };
    },
    replyEdited(state, action: PayloadAction<{ contactId: ContactId; change: Partial<Reply> }>) {
      const composer = state.byContact[action.payload.contactId];
      if (!composer) return;
      Object.assign(composer.reply, action.payload.change);
      composer.isDirty = true;
      // What was wrong may have just been set right; what a server said stays until the next attempt.
      if (composer.sendProblem?.includes('recipient') || composer.sendProblem === 'empty-message') {
        composer.sendProblem = null;
      }
    },
    saveScheduled(state, action: PayloadAction<ContactId>) {
      const composer = state.byContact[action.payload];
      if (composer) composer.isSaveScheduled = true;
    },
    saveStarted(state, action: PayloadAction<ContactId>) {
      const composer = state.byContact[action.payload];
      if (!composer) return;
      composer.isSaveScheduled = false;
      composer.isDirty = false;
      composer.isSaving = true;
    },
    saveSkipped(state, action: PayloadAction<ContactId>) {
      const composer = state.byContact[action.payload];
      if (composer) composer.isSaveScheduled = false;
    },
    saveEnded(state, action: PayloadAction<{ contactId: ContactId; savedAt: string; problem: ErrorCode | null }>) {
      const { contactId, savedAt, problem } = action.payload;
      const composer = state.byContact[contactId];
      if (!composer) return;
      composer.isSaving = false;
      composer.saveProblem = problem;
      if (problem) composer.isDirty = true;
      else composer.savedAt = savedAt;
    },
    sendStarted(state, action: PayloadAction<ContactId>) {
      const composer = state.byContact[action.payload];
      if (!composer) return;
      composer.sending = 'under-way';
      composer.sendProblem = null;
    },
    sendEnded(state, action: PayloadAction<{ contactId: ContactId; problem: SendProblem | null }>) {
      const composer = state.byContact[action.payload.contactId];
      if (!composer) return;
      composer.sending = action.payload.problem ? 'no' : 'done';
      composer.sendProblem = action.payload.problem;
    },
  },
  extraReducers: (builder) => {
    builder.addCase(snapshotReceived, (state, action) => {
      // Signed out: what was typed waits in memory, too, for the same agent to come back.
      if (!action.payload.snapshot) return;
      const contacts = new Map<string, string>(action.payload.snapshot.contacts.map(({ id, state }) => [id, state]));
      for (const [id, composer] of Object.entries(state.byContact) as [ContactId, Composer][]) {
        const contactState = contacts.get(id);
        // A reply that is out is over; should its contact become active again, a new one begins.
        const isOver = composer.sending === 'done' && contactState !== 'active';
        if (contactState === undefined || contactState === 'closed' || isOver) delete state.byContact[id];
      }
    });
  },
});

export const composerActions = slice.actions;
export const composerReducer = slice.reducer;
