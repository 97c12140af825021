import type { Mailbox } from '../../../common/contract/contact';

/** One thing typed into an address field: a mailbox, or text which is none. */
export type AddressEntry = { mailbox: Mailbox } | { invalid: string };

/** Pragmatic addr-spec: one @, no blanks, a domain of labels with a dot. Letters of every language (RFC 6531). */
const ADDRESS = /^[^\s@<>(),;:"\\[\]]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;

/** Whether a text is an address mail can be sent to. */
export function isAddress(text: string): boolean {
  const local = text.slice(0, text.lastIndexOf('@'));
  return text.length <= 320 && ADDRESS.test(text) && !/^\.|\.\.|\.$/.test(local);
}

/** Reads what a person types or pastes: `a@b.c, "Doe, Jane" <jane@b.c>; x@y.z`. */
export function parseAddresses(text: string): AddressEntry[] {
  return splitList(text)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseOne);
}

function parseOne(part: string): AddressEntry {
  const angled = /^(.*)<([^<>]*)>$/s.exec(part);
  const address = (angled?.[2] ?? part).trim().replace(/^mailto:/i, '');
  const name = (angled?.[1] ?? '')
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/g, '$1');
  return isAddress(address) ? { mailbox: { name: name.slice(0, 1000), address } } : { invalid: part };
}

/** Splits at commas, semicolons and line ends outside quotes and angle brackets. */
function splitList(text: string): string[] {
  const parts: string[] = [];
  let current = '';
  let isQuoted = false;
  let isAngled = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && char === '<') isAngled = true;
    else if (!isQuoted && char === '>') isAngled = false;
    if (!isQuoted && !isAngled && (char === ',' || char === ';' || char === '\n')) {
      parts.push(current);
      current = '';
    } else current += char;
  }
  return [...parts, current];
}

/** Adds entries, leaving out addresses that are there already (compared without case, as servers do). */
export function addEntries(entries: AddressEntry[], added: AddressEntry[]): AddressEntry[] {
  const key = (entry: AddressEntry) => ('mailbox' in entry ? entry.mailbox.address : entry.invalid).toLowerCase();
  const result = [...entries];
  for (const entry of added) if (!result.some((each) => key(each) === key(entry))) result.push(entry);
  return result;
}

/** The mailboxes among entries. */
export function mailboxesOf(entries: AddressEntry[]): Mailbox[] {
  return entries.flatMap((entry) => ('mailbox' in entry ? [entry.mailbox] : []));
}

/** Recipients who are not of the entry point's own domain: whom a mail leaves the house for. */
export function outsideRecipients(recipients: Mailbox[], entryPoint: Mailbox): Mailbox[] {
  const domain = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return recipients.filter((recipient) => domain(recipient.address) !== domain(entryPoint.address));
}
