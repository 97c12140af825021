import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ErrorCode } from '../../../common/contract/errors';
import type { AppState } from '../../../common/contract/ipc';

/** What main told about the application itself. */
export type AppInfo = Pick<AppState, 'version' | 'profile' | 'locale' | 'serviceUrl' | 'username' | 'keychain'>;

export type SessionState = {
  app: AppInfo | null;
  /** Why the application's own state could not be read. */
  startError: ErrorCode | null;
  isSigningIn: boolean;
  signInError: ErrorCode | null;
  signOutError: ErrorCode | null;
};

const initialState: SessionState = {
  app: null,
  startError: null,
  isSigningIn: false,
  signInError: null,
  signOutError: null,
};

const slice = createSlice({
  name: 'session',
  initialState,
  reducers: {
    appInfoReceived(state, action: PayloadAction<AppInfo>) {
      state.app = action.payload;
      state.startError = null;
    },
    startFailed(state, action: PayloadAction<ErrorCode>) {
      state.startError = action.payload;
    },
    signInStarted(state) {
      state.isSigningIn = true;
      state.signInError = null;
    },
    signInEnded(state, action: PayloadAction<ErrorCode | null>) {
      state.isSigningIn = false;
      state.signInError = action.payload;
    },
    signOutEnded(state, action: PayloadAction<ErrorCode | null>) {
      state.signOutError = action.payload;
    },
  },
});

export const { appInfoReceived, startFailed, signInStarted, signInEnded, signOutEnded } = slice.actions;
export const sessionReducer = slice.reducer;
