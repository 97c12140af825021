import { contactIdSchema, type ContactId, type ConversationId, type CustomerId } from '../../common/ids';
import type { HeaderMailbox } from '../../common/mail/address-list';
import { automaticKind } from '../../common/mail/automatic-mail';
import type { HistoryEvent } from '../contacts/history';
import type { ServiceDeps } from '../deps';
import type { MailIdentity } from './ledger';
import type { MailHeader } from './read-header';
import type { MailReport } from './reports/report';
import { routeMail, type Route, type RoutingTable } from './routing-table';

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
  table: RoutingTable,
  now: Date,
) {
  const route = routeMail(mail.header.fields, table);
  const id: ContactId = contactIdSchema.parse(newId());
  const row = {
    id,
    conversation_id: conversationId,
    customer_id: customerId,
    csq_id: route.csqId,
    entry_point_id: route.entryPointId,
    state: 'queued' as const,
    subject: mail.header.subject,
    customer_name: sender.name,
    customer_address: sender.address,
    routing_warning: route.warning,
    arrived_at: arrivedAt(mail.identity.internalDate, now),
  };
  return { row, takenIn: (ledgerId: number): HistoryEvent => takenIn(ledgerId, route, mail.header) };
}

function takenIn(ledgerId: number, route: Route, header: MailHeader): HistoryEvent {
  const { csqId, entryPointId, warning } = route;
  const data = { ledgerId, csqId, entryPointId, warning, automatic: automaticKind(header.fields) };
  return { actor: 'system', kind: 'taken-in', data };
}

/** When the mail arrived: by the store's clock, but never in the future, and by ours for what came just now. */
function arrivedAt(internalDate: Date, now: Date): Date {
  const ageMs = now.getTime() - internalDate.getTime();
  return ageMs < FRESH_MS ? now : internalDate;
}
