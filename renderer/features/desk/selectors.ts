import type { ContactId } from '../../../common/ids';
import type { RootState } from '../../app/store';
import type { ContactSummary, OutgoingSummary, Reason } from '../../../common/contract/contact';
import type { Agent } from '../../../common/contract/agent';
import type { DeskSnapshot } from '../../../common/contract/desk';

const NO_CONTACTS: ContactSummary[] = [];
const NO_OUTGOING: OutgoingSummary[] = [];
const NO_REASONS: Reason[] = [];
const NO_CSQS: DeskSnapshot['csqs'] = [];

/** True while an agent is signed in. */
export const selectIsSignedIn = (state: RootState): boolean => state.desk.snapshot !== null;
/** The signed-in agent. */
export const selectAgent = (state: RootState): Agent | null => state.desk.snapshot?.agent ?? null;
/** All contacts of the desk, whatever their state. */
export const selectContacts = (state: RootState): ContactSummary[] => state.desk.snapshot?.contacts ?? NO_CONTACTS;
/** All outgoing messages of the desk, newest first as the service gives them. */
export const selectOutgoing = (state: RootState): OutgoingSummary[] => state.desk.snapshot?.outgoing ?? NO_OUTGOING;
/** The agent's queues with what waits in them. */
export const selectCsqs = (state: RootState): DeskSnapshot['csqs'] => state.desk.snapshot?.csqs ?? NO_CSQS;
/** Reasons a contact can be closed with. */
export const selectWrapUpReasons = (state: RootState): Reason[] => state.desk.snapshot?.wrapUpReasons ?? NO_REASONS;
/** Reasons for being Not Ready. */
export const selectNotReadyReasons = (state: RootState): Reason[] => state.desk.snapshot?.notReadyReasons ?? NO_REASONS;
/** How far the service's clock is ahead of the window's. */
export const selectClockOffsetMs = (state: RootState): number => state.desk.clockOffsetMs;
/** One contact, if the desk knows it. */
export const selectContact = (state: RootState, contactId: ContactId | null): ContactSummary | undefined =>
  selectContacts(state).find((contact) => contact.id === contactId);
