import type { ContactSummary } from '../../../common/contract/contact';
import type { ErrorCode } from '../../../common/contract/errors';
import type { IpcInput, IpcOutput } from '../../../common/contract/ipc';
import type { Result } from '../../../common/contract/errors';
import { callBridge } from '../../app/bridge';
import type { AppThunk } from '../../app/store';
import { loadEnded, loadStarted, type LoadedConversation } from './slice';

/**
 * Fetches a contact's mails unless they are here or on their way; after a failure it tries again. When the customer has
 * written once more, those shown stay where they are until the new ones are here.
 */
export const openConversation =
  ({ id: contactId, mailCount }: Pick<ContactSummary, 'id' | 'mailCount'>): AppThunk<Promise<void>> =>
  async (dispatch, getState, { bridge }) => {
    const shown = getState().conversation.byContact[contactId];
    if (shown?.status === 'loading') return;
    if (shown?.status === 'ready' && shown.mailCount === mailCount && shown.newerProblem === null) return;
    if (shown?.status !== 'ready') dispatch(loadStarted(contactId));
    const result = await callBridge(bridge, 'contacts.open', { contactId });
    dispatch(loadEnded({ contactId, conversation: outcome(result, mailCount, shown) }));
  };

function outcome(
  result: Result<IpcOutput<'contacts.open'>>,
  mailCount: number,
  shown: LoadedConversation | undefined,
): LoadedConversation {
  if (result.ok) return { status: 'ready', mails: result.value.mails, mailCount, newerProblem: null };
  if (shown?.status === 'ready') return { ...shown, newerProblem: result.code };
  return { status: 'failed', code: result.code };
}

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
