import type { ErrorCode } from '../../../common/contract/errors';
import { callBridge } from '../../app/bridge';
import type { AppThunk } from '../../app/store';

/** Asks for Ready or Not Ready; the state itself comes with the next snapshot. Answers why not, or null. */
export const setAgentState =
  (state: 'ready' | 'not-ready', reasonCode: string | null): AppThunk<Promise<ErrorCode | null>> =>
  async (_dispatch, _getState, { bridge }) => {
    const result = await callBridge(bridge, 'agent.setState', { state, reasonCode });
    return result.ok ? null : result.code;
  };
