import { configureStore, type ThunkAction, type UnknownAction } from '@reduxjs/toolkit';
import type { Bridge } from '../../common/contract/ipc';
import { composerReducer } from '../features/composer/slice';
import { connectionsReducer } from '../features/connections/slice';
import { contactsReducer } from '../features/contacts/slice';
import { conversationReducer } from '../features/conversation/slice';
import { deskReducer } from '../features/desk/slice';
import { intakeReducer } from '../features/intake/slice';
import { linksReducer } from '../features/links/slice';
import { offersReducer } from '../features/offers/slice';
import { sessionReducer } from '../features/session/slice';
import { wrapUpReducer } from '../features/wrap-up/slice';

/** What thunks may use besides the store: the bridge and the window's clock. */
export type Outside = { bridge: Bridge; now: () => number };

/** The window's state. Everything in it can be rebuilt from main, except text typed within the last second. */
export function createAppStore(outside: Outside) {
  return configureStore({
    reducer: {
      session: sessionReducer,
      desk: deskReducer,
      connections: connectionsReducer,
      offers: offersReducer,
      contacts: contactsReducer,
      conversation: conversationReducer,
      composer: composerReducer,
      wrapUp: wrapUpReducer,
      links: linksReducer,
      intake: intakeReducer,
    },
    devTools: false,
    // Mails and drafts can be megabytes; walking them after every action is what these checks would do.
    middleware: (defaults) =>
      defaults({ thunk: { extraArgument: outside }, serializableCheck: false, immutableCheck: false }),
  });
}

export type AppStore = ReturnType<typeof createAppStore>;
export type RootState = ReturnType<AppStore['getState']>;
export type AppDispatch = AppStore['dispatch'];
export type AppThunk<R = void> = ThunkAction<R, RootState, Outside, UnknownAction>;
