import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Provider } from 'react-redux';
import type { Bridge } from '../../common/contract/ipc';
// Not through the feature's index: that brings the editor, which is not wanted before the desk is shown.
import { saveAllDrafts } from '../features/composer/thunks';
import { startSession } from '../features/session';
import { App } from './app';
import './base.css';
import { listenToBridge } from './bridge-events';
import { createI18n, languageFor, speak } from './i18n';
import { createAppStore } from './store';

/** Brings the window up on a bridge: the preload's, or the gallery's own. */
export async function start(bridge: Bridge, root: HTMLElement): Promise<void> {
  const now = () => Date.now();
  const store = createAppStore({ bridge, now });
  const i18n = await createI18n();
  // Before anything is asked, so that no change between the answer and the first event is missed.
  listenToBridge(bridge, store, now);
  window.addEventListener('pagehide', () => store.dispatch(saveAllDrafts()));
  const locale = await store.dispatch(startSession());
  await speak(i18n, languageFor(locale ?? navigator.language));
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <Provider store={store}>
          <App />
        </Provider>
      </I18nextProvider>
    </StrictMode>,
  );
}
