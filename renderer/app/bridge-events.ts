import type { Bridge } from '../../common/contract/ipc';
import { connectionsChanged } from '../features/connections';
import { snapshotReceived } from '../features/desk';
import { intakeReceived } from '../features/intake';
import { linkClicked } from '../features/links';
import { focusContact } from '../features/offers';
import type { AppStore } from './store';

/** Brings what main tells unasked into the store. The returned function stops listening. */
export function listenToBridge(bridge: Bridge, store: AppStore, now: () => number): () => void {
  const stops = [
    bridge.on('desk.snapshot', (snapshot) => store.dispatch(snapshotReceived({ snapshot, receivedAtMs: now() }))),
    bridge.on('connection.changed', (connections) => store.dispatch(connectionsChanged(connections))),
    bridge.on('intake.status', (view) => store.dispatch(intakeReceived({ view, receivedAtMs: now() }))),
    bridge.on('contact.focus', ({ contactId }) => store.dispatch(focusContact(contactId))),
    bridge.on('link.clicked', ({ url }) => store.dispatch(linkClicked(url))),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
