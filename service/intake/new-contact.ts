import { contactIdSchema, type ContactId, type ConversationId, type CustomerId } from '../../common/ids';
import type { HeaderMailbox } from '../../common/mail/address-list';
import type { HistoryEvent } from '../contacts/history';
import type { ServiceDeps } from '../deps';
import type { ReadMail } from '../reading/read-mail';
import type { MailIdentity } from './ledger';

/** IMAP's date of arrival counts whole seconds; within this it says less than our own clock. */
const FRESH_MS = 2000;

/** A mail that was fetched and read. `arrivedAt`: when it counts as arrived, by which it was routed. */
export type IncomingMail = ReadMail & { identity: MailIdentity; arrivedAt: Date };

/** What a contact is made of. */
export type NewContact = {
  mail: IncomingMail;
  sender: HeaderMailbox;
  customerId: CustomerId;
  conversationId: ConversationId;
};

/** A queued contact: its row, and the event that its history begins with. */
export function newContact(
  { newId }: Pick<ServiceDeps, 'newId'>,
  { mail, sender, customerId, conversationId }: NewContact,
) {
  const { route } = mail;
  const id: ContactId = contactIdSchema.parse(newId());
  const row = {
    id,
    conversation_id: conversationId,
    customer_id: customerId,
    csq_id: route.csqId,
    entry_point_id: route.entryPointId,
    state: 'queued' as const,
    subject: mail.header.subject,
    priority: route.priority,
    skill: route.skill,
    contact_type: route.contactType,
    is_vip: route.isVip,
    customer_name: sender.name,
    customer_address: sender.address,
    routing_warning: route.warning,
    arrived_at: mail.arrivedAt,
  };
  return { row, takenIn: (ledgerId: number): HistoryEvent => takenIn(ledgerId, mail) };
}

function takenIn(ledgerId: number, { route, automatic }: ReadMail): HistoryEvent {
  const { csqId, entryPointId, warning, ruleIds } = route;
  const data = { ledgerId, csqId, entryPointId, warning, ruleIds, automatic };
  return { actor: 'system', kind: 'taken-in', data };
}

/** When the mail arrived: by the store's clock, but never in the future, and by ours for what came just now. */
export function arrivedAt(internalDate: Date, now: Date): Date {
  const ageMs = now.getTime() - internalDate.getTime();
  return ageMs < FRESH_MS ? now : internalDate;
}
