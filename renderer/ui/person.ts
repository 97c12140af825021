import type { Mailbox } from '../../common/contract/contact';

/** What a person is called: the display name, or the address where there is none. */
export function personName(mailbox: Mailbox): string {
  return mailbox.name.trim() || mailbox.address;
}

/** `Name <address>`, or the address alone. */
export function personWithAddress(mailbox: Mailbox): string {
  const name = mailbox.name.trim();
  return name ? `${name} <${mailbox.address}>` : mailbox.address;
}
