import type { ErrorCode } from '../../../common/contract/errors';
import type { IpcInput, IpcOutput } from '../../../common/contract/ipc';
import type { Result } from '../../../common/contract/errors';
import type { ContactId } from '../../../common/ids';
import { callBridge } from '../../app/bridge';
import type { AppThunk } from '../../app/store';
import { loadEnded, loadStarted } from './slice';

/** Fetches a contact's mails unless they are here or on their way; after a failure it tries again. */
export const openConversation =
  (contactId: ContactId): AppThunk<Promise<void>> =>
  async (dispatch, getState, { bridge }) => {
    const status = getState().conversation.byContact[contactId]?.status;
    if (status === 'loading' || status === 'ready') return;
    dispatch(loadStarted(contactId));
    const result = await callBridge(bridge, 'contacts.open', { contactId });
    dispatch(
      loadEnded({
        contactId,
        conversation: result.ok
          ? { status: 'ready', mails: result.value.mails }
          : { status: 'failed', code: result.code },
      }),
    );
  };

/** Hands sanitised HTML to main and answers the address its frame shows it under. */
export const putMailFrame =
  (input: IpcInput<'mailFrame.put'>): AppThunk<Promise<Result<IpcOutput<'mailFrame.put'>>>> =>
  (_dispatch, _getState, { bridge }) =>
    callBridge(bridge, 'mailFrame.put', input);

/** Saves an attachment where the person says. Answers the path, null when they cancelled, or why not. */
export const saveAttachment =
  (input: IpcInput<'contacts.saveAttachment'>): AppThunk<Promise<{ path: string | null; problem: ErrorCode | null }>> =>
  async (_dispatch, _getState, { bridge }) => {
    const result = await callBridge(bridge, 'contacts.saveAttachment', input);
    if (result.ok) return { path: result.value.path, problem: null };
    return { path: null, problem: result.code === 'cancelled' ? null : result.code };
  };
