import type { ContactId } from '../../common/ids';
import type { ContactSummary, Mailbox, OutgoingSummary } from '../../common/contract/contact';
import type { DeskSnapshot } from '../../common/contract/desk';

/** Something the person is told about when they look elsewhere. Names and queues only: no subject, no text of a mail. */
export type Notice = {
  kind: 'offer' | 'send-failed' | 'send-uncertain' | 'rona';
  /** Two notices with the same key are about the same event. */
  key: string;
  contactId: ContactId | null;
  customer: string;
  csq: string;
};

/**
 * What to notify of when the desk's picture changes from `before` to `now`: new offers, replies that did not go out,
 * and an offer that was let ring out. Nothing while the window is in front, and nothing for the first picture: what was
 * there already is no news.
 */
export function noticesFor(before: DeskSnapshot | null, now: DeskSnapshot, isWindowInFront: boolean): Notice[] {
  if (isWindowInFront || before?.agent.id !== now.agent.id) return [];
  return [...offers(before, now), ...troubles(before, now), ...rona(before, now)];
}

function offers(before: DeskSnapshot, now: DeskSnapshot): Notice[] {
  const key = ({ id, offeredAt }: ContactSummary) => `offer/${id}/${offeredAt ?? ''}`;
  const isOffered = ({ state }: ContactSummary) => state === 'offered';
  const known = new Set(before.contacts.filter(isOffered).map(key));
  return now.contacts
    .filter((contact) => isOffered(contact) && !known.has(key(contact)))
    .map((contact) => about(contact, 'offer', key(contact)));
}

function troubles(before: DeskSnapshot, now: DeskSnapshot): Notice[] {
  const known = new Map(before.outgoing.map((message) => [message.id, message.state]));
  return now.outgoing.flatMap((message) => {
    const kind = troubleKind(message);
    if (kind === null || known.get(message.id) === message.state) return [];
    const contact = now.contacts.find(({ id }) => id === message.contactId);
    const key = `${kind}/${message.id}`;
    if (contact) return [about(contact, kind, key)];
    const [to] = message.to;
    return [{ kind, key, contactId: message.contactId, customer: to ? nameOf(to) : '', csq: '' }];
  });
}

function troubleKind({ state }: OutgoingSummary): 'send-failed' | 'send-uncertain' | null {
  if (state === 'failed' || state === 'bounced') return 'send-failed';
  return state === 'uncertain' ? 'send-uncertain' : null;
}

function rona(before: DeskSnapshot, now: DeskSnapshot): Notice[] {
  if (now.agent.state !== 'rona' || before.agent.state === 'rona') return [];
  return [{ kind: 'rona', key: `rona/${now.agent.stateSince}`, contactId: null, customer: '', csq: '' }];
}

function about(contact: ContactSummary, kind: Notice['kind'], key: string): Notice {
  return { kind, key, contactId: contact.id, customer: nameOf(contact.customer), csq: contact.csq.name };
}

function nameOf({ name, address }: Mailbox): string {
  return name === '' ? address : name;
}
