import type { AttentionEntry } from '../../../common/contract/intake';
import { callBridge } from '../../app/bridge';
import type { AppThunk } from '../../app/store';
import { settleEnded, settleStarted, type SettleAction } from './slice';

/** Has an entry tried again, or takes it off the list for good. Pressed twice, it asks once. */
export const settleEntry =
  (entry: AttentionEntry, action: SettleAction): AppThunk<Promise<void>> =>
  async (dispatch, getState, { bridge }) => {
    const { id } = entry;
    if (getState().intake.settling[id]) return;
    dispatch(settleStarted({ entry, action }));
    const result = await callBridge(bridge, `attention.${action}`, { id });
    const code = result.ok ? null : result.code;
    // To the person both say the same: somebody else has settled it meanwhile.
    dispatch(settleEnded({ id, action, problem: code === 'wrong-state' ? 'not-found' : code }));
  };
