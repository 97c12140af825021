import { contactIdSchema, type ContactId, type ConversationId, type CustomerId } from '../../common/ids';
import type { HeaderMailbox } from '../../common/mail/address-list';
import type { HistoryEvent } from '../contacts/history';
import type { ServiceDeps } from '../deps';
import type { ReadMail } from '../reading/read-mail';
import type { Preference } from './last-agent';
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
  /** Who is asked first; null: nobody. */
  preference: Preference | null;
};

/** A contact, queued or closed at once by its route: its row, and the events that its history begins with. */
export function newContact(
  { newId }: Pick<ServiceDeps, 'newId'>,
  { mail, sender, customerId, conversationId, preference }: NewContact,
  now: Date,
) {
  const { route } = mail;
  const id: ContactId = contactIdSchema.parse(newId());
  const row = {
    id,
    conversation_id: conversationId,
    customer_id: customerId,
    csq_id: route.csqId,
    entry_point_id: route.entryPointId,
    state: route.close === null ? ('queued' as const) : ('closed' as const),
    closed_at: route.close === null ? null : now,
    disposition_code: route.close,
    subject: mail.header.subject,
    priority: route.priority,
    skill: route.skill,
    contact_type: route.contactType,
    is_vip: route.isVip,
    customer_name: sender.name,
    customer_address: sender.address,
    routing_warning: route.warning,
    preferred_agent_id: preference?.agentId ?? null,
    preferred_until: preference?.until ?? null,
    arrived_at: mail.arrivedAt,
  };
  return { row, events: (ledgerId: number): HistoryEvent[] => firstEvents(ledgerId, mail) };
}

function firstEvents(ledgerId: number, { route, automatic }: ReadMail): HistoryEvent[] {
  const { csqId, entryPointId, warning, ruleIds, close } = route;
  const data = { ledgerId, csqId, entryPointId, warning, ruleIds, automatic };
  const takenIn: HistoryEvent = { actor: 'system', kind: 'taken-in', data };
  if (close === null) return [takenIn];
  return [takenIn, { actor: 'system', kind: 'closed-by-rule', data: { reasonCode: close } }];
}

/** When the mail arrived: by the store's clock, but never in the future, and by ours for what came just now. */
export function arrivedAt(internalDate: Date, now: Date): Date {
  const ageMs = now.getTime() - internalDate.getTime();
  return ageMs < FRESH_MS ? now : internalDate;
}
