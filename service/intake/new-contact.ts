import { contactIdSchema, type ContactId, type ConversationId, type CustomerId } from '../../common/ids';
import type { HeaderMailbox } from '../../common/mail/address-list';
import type { Route } from '../../common/contract/configuration/routing-explanation';
import { automaticKind } from '../../common/mail/automatic-mail';
import type { HistoryEvent } from '../contacts/history';
import type { ServiceDeps } from '../deps';
import type { CompiledRouting } from '../routing/compile-routing';
import type { MailIdentity } from './ledger';
import type { MailHeader } from './read-header';
import type { MailReport } from './reports/report';

/** IMAP's date of arrival counts whole seconds; within this it says less than our own clock. */
const FRESH_MS = 2000;

/** A mail that was fetched and read; `report` where it is a notice about a mail that was sent before. */
export type IncomingMail = { identity: MailIdentity; header: MailHeader; report: MailReport | null };

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
  routing: CompiledRouting,
  now: Date,
) {
  const { fields, subject } = mail.header;
  const arrived = arrivedAt(mail.identity.internalDate, now);
  const route = routing.route({ fields, sender, subject, text: null, attachments: null }, arrived);
  const id: ContactId = contactIdSchema.parse(newId());
  const row = {
    id,
    conversation_id: conversationId,
    customer_id: customerId,
    csq_id: route.csqId,
    entry_point_id: route.entryPointId,
    state: 'queued' as const,
    subject,
    priority: route.priority,
    skill: route.skill,
    contact_type: route.contactType,
    is_vip: route.isVip,
    customer_name: sender.name,
    customer_address: sender.address,
    routing_warning: route.warning,
    arrived_at: arrived,
  };
  return { row, takenIn: (ledgerId: number): HistoryEvent => takenIn(ledgerId, route, mail.header) };
}

function takenIn(ledgerId: number, route: Route, header: MailHeader): HistoryEvent {
  const { csqId, entryPointId, warning, ruleIds } = route;
  const data = { ledgerId, csqId, entryPointId, warning, ruleIds, automatic: automaticKind(header.fields) };
  return { actor: 'system', kind: 'taken-in', data };
}

/** When the mail arrived: by the store's clock, but never in the future, and by ours for what came just now. */
function arrivedAt(internalDate: Date, now: Date): Date {
  const ageMs = now.getTime() - internalDate.getTime();
  return ageMs < FRESH_MS ? now : internalDate;
}
