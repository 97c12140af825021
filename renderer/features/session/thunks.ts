import type { AppState, IpcInput } from '../../../common/contract/ipc';
import { callBridge } from '../../app/bridge';
import type { AppThunk } from '../../app/store';
import { connectionsChanged } from '../connections';
import { snapshotReceived } from '../desk';
import { intakeReceived } from '../intake';
import { appInfoReceived, signInEnded, signInStarted, signOutEnded, startFailed } from './slice';

const applyAppState =
  ({ snapshot, intake, connections, ...app }: AppState): AppThunk =>
  (dispatch, _getState, { now }) => {
    dispatch(appInfoReceived(app));
    dispatch(connectionsChanged(connections));
    dispatch(snapshotReceived({ snapshot, receivedAtMs: now() }));
    dispatch(intakeReceived({ view: intake, receivedAtMs: now() }));
  };

/** Reads where main stands: once at start, so that a reloaded window goes on where it was. Answers the locale. */
export const startSession =
  (): AppThunk<Promise<string | null>> =>
  async (dispatch, _getState, { bridge }) => {
    const result = await callBridge(bridge, 'app.state', {});
    if (!result.ok) {
      dispatch(startFailed(result.code));
      return null;
    }
    dispatch(applyAppState(result.value));
    return result.value.locale;
  };

/** Signs in; what was typed stays in the form whatever comes back. Answers whether it worked. */
export const signIn =
  (input: IpcInput<'session.signIn'>): AppThunk<Promise<boolean>> =>
  async (dispatch, _getState, { bridge }) => {
    dispatch(signInStarted());
    const result = await callBridge(bridge, 'session.signIn', input);
    if (result.ok) dispatch(applyAppState(result.value));
    dispatch(signInEnded(result.ok ? null : result.code));
    return result.ok;
  };

/** Signs out. The service refuses while an offer is shown. */
export const signOut =
  (): AppThunk<Promise<void>> =>
  async (dispatch, _getState, { bridge, now }) => {
    const result = await callBridge(bridge, 'session.signOut', {});
    dispatch(signOutEnded(result.ok ? null : result.code));
    if (result.ok) dispatch(snapshotReceived({ snapshot: null, receivedAtMs: now() }));
  };
