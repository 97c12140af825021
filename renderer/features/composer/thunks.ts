import type { ContactSummary } from '../../../common/contract/contact';
import type { Draft } from '../../../common/contract/mail-content';
import type { ContactId } from '../../../common/ids';
import { callBridge } from '../../app/bridge';
import type { AppThunk } from '../../app/store';
import { addEntries, mailboxesOf, parseAddresses } from './addresses';
import { replyRecipients, replySubject } from './reply';
import { composerActions, type Reply, type SendProblem } from './slice';

/** Drafts are saved at most this often; with the editor's own delay this stays well under the two seconds promised. */
const SAVE_AFTER_MS = 1000;
const SAVE_AGAIN_AFTER_MS = 5000;

const replyFromDraft = (draft: Draft): Reply => ({
  to: draft.to.map((mailbox) => ({ mailbox })),
  toText: '',
  cc: draft.cc.map((mailbox) => ({ mailbox })),
  ccText: '',
  subject: draft.subject,
  delta: draft.delta,
});

/** Opens a contact's reply: what is in memory, else the saved draft, else a new one. */
export const openComposer =
  (contact: ContactSummary): AppThunk<Promise<void>> =>
  async (dispatch, getState, { bridge }) => {
    const { byContact, loading } = getState().composer;
    if (byContact[contact.id] || loading[contact.id]?.problem === null) return;
    dispatch(composerActions.loadStarted(contact.id));
    const result = await callBridge(bridge, 'drafts.load', { contactId: contact.id });
    if (!result.ok) {
      dispatch(composerActions.loadFailed({ contactId: contact.id, problem: result.code }));
      return;
    }
    const { draft } = result.value;
    const conversation = getState().conversation.byContact[contact.id];
    const mails = conversation?.status === 'ready' ? conversation.mails : [];
    const reply: Reply = draft
      ? replyFromDraft(draft)
      : {
          to: replyRecipients(contact, mails).map((mailbox) => ({ mailbox })),
          toText: '',
          cc: [],
          ccText: '',
          subject: replySubject(contact.subject),
          delta: '',
        };
    dispatch(composerActions.composerOpened({ contactId: contact.id, reply, savedAt: draft?.savedAt ?? null }));
  };

/** Takes over a change and sees that it is saved soon. Independent of what is on the screen by then. */
export const editReply =
  (contactId: ContactId, change: Partial<Reply>): AppThunk =>
  (dispatch) => {
    dispatch(composerActions.replyEdited({ contactId, change }));
    dispatch(scheduleSave(contactId, SAVE_AFTER_MS));
  };

const scheduleSave =
  (contactId: ContactId, delayMs: number): AppThunk =>
  (dispatch, getState) => {
    const composer = getState().composer.byContact[contactId];
    if (!composer?.isDirty || composer.isSaveScheduled || composer.isSaving) return;
    dispatch(composerActions.saveScheduled(contactId));
    setTimeout(() => void dispatch(saveDraft(contactId)), delayMs);
  };

/**
 * Saves one contact's draft now. Saves of one contact never overlap: what changes meanwhile is saved after it, so that
 * an older text cannot overtake a newer one. If the window dies here, the draft is the one saved before.
 */
export const saveDraft =
  (contactId: ContactId): AppThunk<Promise<void>> =>
  async (dispatch, getState, { bridge, now }) => {
    const composer = getState().composer.byContact[contactId];
    if (!composer) return;
    // While the reply is on its way its text cannot change; a failed send schedules the save again.
    if (!composer.isDirty || composer.isSaving || composer.sending !== 'no') {
      dispatch(composerActions.saveSkipped(contactId));
      return;
    }
    dispatch(composerActions.saveStarted(contactId));
    const { to, cc, subject, delta } = composer.reply;
    const savedAt = new Date(now()).toISOString();
    const draft: Draft = { to: mailboxesOf(to), cc: mailboxesOf(cc), subject, delta, savedAt };
    const result = await callBridge(bridge, 'drafts.save', { contactId, draft });
    dispatch(composerActions.saveEnded({ contactId, savedAt, problem: result.ok ? null : result.code }));
    dispatch(scheduleSave(contactId, result.ok ? SAVE_AFTER_MS : SAVE_AGAIN_AFTER_MS));
  };

/** Saves every draft that is not saved yet: before the window goes. */
export const saveAllDrafts = (): AppThunk => (dispatch, getState) => {
  for (const id of Object.keys(getState().composer.byContact) as ContactId[]) void dispatch(saveDraft(id));
};

/** Why a reply cannot be sent as it is, or null. */
function problemOf(reply: Reply, isEmpty: boolean): SendProblem | null {
  if ([...reply.to, ...reply.cc].some((entry) => 'invalid' in entry)) return 'invalid-recipient';
  if (reply.to.length === 0) return 'no-recipient';
  return isEmpty ? 'empty-message' : null;
}

/**
 * Sends the reply. What was typed stays until main has it in the Outbox; pressed twice, it sends once. The draft is
 * main's to remove, together with the copy in the store.
 */
export const sendReply =
  (contactId: ContactId, content: { html: string; isEmpty: boolean }): AppThunk<Promise<void>> =>
  async (dispatch, getState, { bridge }) => {
    const composer = getState().composer.byContact[contactId];
    if (composer?.sending !== 'no') return;
    const { reply } = composer;
    const to = addEntries(reply.to, parseAddresses(reply.toText));
    const cc = addEntries(reply.cc, parseAddresses(reply.ccText));
    if (reply.toText !== '' || reply.ccText !== '') dispatch(editReply(contactId, { to, toText: '', cc, ccText: '' }));
    const problem = problemOf({ ...reply, to, cc }, content.isEmpty);
    if (problem) {
      dispatch(composerActions.sendEnded({ contactId, problem }));
      return;
    }
    dispatch(composerActions.sendStarted(contactId));
    const result = await callBridge(bridge, 'replies.send', {
      contactId,
      subject: reply.subject,
      html: content.html,
      to: mailboxesOf(to),
      cc: mailboxesOf(cc),
    });
    dispatch(composerActions.sendEnded({ contactId, problem: result.ok ? null : result.code }));
    dispatch(scheduleSave(contactId, SAVE_AFTER_MS));
  };
