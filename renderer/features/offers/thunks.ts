import type { ContactId } from '../../../common/ids';
import { callBridge } from '../../app/bridge';
import type { AppThunk } from '../../app/store';
import { contactSelected } from '../contacts';
import { selectContact } from '../desk';
import { acceptEnded, acceptStarted, offerWanted } from './slice';

/** Accepts an offer and opens the contact. Pressed twice, it asks once. */
export const acceptOffer =
  (contactId: ContactId): AppThunk<Promise<void>> =>
  async (dispatch, getState, { bridge }) => {
    if (getState().offers.accepting.includes(contactId)) return;
    dispatch(acceptStarted(contactId));
    const result = await callBridge(bridge, 'contacts.accept', { contactId });
    if (result.ok) dispatch(contactSelected(contactId));
    dispatch(acceptEnded({ contactId, problem: result.ok ? null : result.code }));
  };

/**
 * The person clicked a notification. A contact in work opens; an offer only gets the focus on its button, because
 * what is being written in the middle must stay in front of the person until they accept.
 */
export const focusContact =
  (contactId: ContactId): AppThunk =>
  (dispatch, getState) => {
    const isOffer = selectContact(getState(), contactId)?.state === 'offered';
    dispatch(isOffer ? offerWanted(contactId) : contactSelected(contactId));
  };
