import type { ContactId } from '../../../common/ids';
import { callBridge } from '../../app/bridge';
import type { AppThunk } from '../../app/store';
import { EMPTY_WRAP_UP, wrapUpEdited } from './slice';

/** Records reason and notes and closes the contact. They stay in the form if that does not work. */
export const closeContact =
  (contactId: ContactId): AppThunk<Promise<void>> =>
  async (dispatch, getState, { bridge }) => {
    const { reasonCode, notes, isClosing } = getState().wrapUp.byContact[contactId] ?? EMPTY_WRAP_UP;
    if (reasonCode === null || isClosing) return;
    dispatch(wrapUpEdited({ contactId, change: { isClosing: true, problem: null } }));
    const result = await callBridge(bridge, 'contacts.wrapUp', { contactId, reasonCode, notes });
    // After a success the snapshot takes the panel away; until then it stays busy, so that nobody closes twice.
    if (!result.ok) dispatch(wrapUpEdited({ contactId, change: { isClosing: false, problem: result.code } }));
  };
