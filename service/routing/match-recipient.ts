import { parseAddressList } from '../../common/mail/address-list';
import { withoutDetail } from '../../common/mail/addresses';
import { fieldValues, type HeaderField } from '../../common/mail/header-block';

/** An address customers write to, in the stored form (see `normaliseAddress`). */
export type EntryPointAddress = { address: string };

/** Where a recipient was named: the field as people write it, and the address, normalised. */
export type NamedRecipient = { field: string; address: string };

/**
 * Where a mail was delivered to, most trustworthy first: what the last server wrote down, what servers on the way wrote
 * down, what the sender wrote. A server that rewrites `To` therefore does not break routing.
 */
const SOURCES: readonly { field: string; addresses: (value: string) => string[] }[] = [
  { field: 'Delivered-To', addresses: addressesOf },
  { field: 'X-Original-To', addresses: addressesOf },
  { field: 'Envelope-To', addresses: addressesOf },
  { field: 'X-Envelope-To', addresses: addressesOf },
  { field: 'Received', addresses: receivedFor },
  { field: 'Resent-To', addresses: addressesOf },
  { field: 'To', addresses: addressesOf },
  { field: 'Cc', addresses: addressesOf },
];

function addressesOf(value: string): string[] {
  return parseAddressList(value).map((mailbox) => mailbox.address);
}

/** The `for` clause of a Received field (RFC 5321, 4.4), with or without angle brackets. */
function receivedFor(value: string): string[] {
  const match = /\sfor\s+(<[^<>\s]+>|[^<>\s;]+@[^<>\s;]+)/i.exec(` ${value}`);
  return match?.[1] === undefined ? [] : addressesOf(match[1]);
}

/**
 * Everybody a mail was delivered to, in the order in which that is believed. Of several fields of one name the one that
 * stands first comes first: servers put theirs on top, so it is that of the last server.
 */
export function* recipientsOf(fields: readonly HeaderField[]): Generator<NamedRecipient> {
  for (const { field, addresses } of SOURCES) {
    for (const value of fieldValues(fields, field.toLowerCase())) {
      for (const address of addresses(value)) yield { field, address };
    }
  }
}

/** The addresses of all of them, in that order, each once. */
export function recipientAddresses(fields: readonly HeaderField[]): string[] {
  return [...new Set(Array.from(recipientsOf(fields), ({ address }) => address))];
}

/**
 * Finds the entry point a mail was sent to; the first hit wins, null where no field names one. Made once for all mails.
 *
 * An address that is none of ours is passed over and not a miss: with one account behind many addresses, `Delivered-To`
 * names the account. An address with detail (`support+x@`) is looked for as it is first, then without.
 */
export function recipientMatcher<T extends EntryPointAddress>(
  entryPoints: readonly T[],
): (fields: readonly HeaderField[]) => { entryPoint: T; by: NamedRecipient } | null {
  const byAddress = new Map(entryPoints.map((entryPoint) => [entryPoint.address, entryPoint]));
  return (fields) => {
    for (const by of recipientsOf(fields)) {
      const entryPoint = byAddress.get(by.address) ?? byAddress.get(withoutDetail(by.address));
      if (entryPoint !== undefined) return { entryPoint, by };
    }
    return null;
  };
}
