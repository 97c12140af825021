import { parseAddressList } from '../../common/mail/address-list';
import { withoutDetail } from '../../common/mail/addresses';
import { fieldValues, type HeaderField } from '../../common/mail/header-block';

/** An address customers write to, in the stored form (see `normaliseAddress`). */
export type EntryPointAddress = { address: string };

/**
 * Where a mail was delivered to, most trustworthy first: what the last server wrote down, what servers on the way wrote
 * down, what the sender wrote. A server that rewrites `To` therefore does not break routing.
 */
const SOURCES: readonly { name: string; addresses: (value: string) => string[] }[] = [
  { name: 'delivered-to', addresses: addressesOf },
  { name: 'x-original-to', addresses: addressesOf },
  { name: 'envelope-to', addresses: addressesOf },
  { name: 'x-envelope-to', addresses: addressesOf },
  { name: 'received', addresses: receivedFor },
  { name: 'resent-to', addresses: addressesOf },
  { name: 'to', addresses: addressesOf },
  { name: 'cc', addresses: addressesOf },
];

function addressesOf(value: string): string[] {
  return parseAddressList(value).map((mailbox) => mailbox.address);
}

/** The `for` clause of a Received field (RFC 5321, 4.4), with or without angle brackets. */
function receivedFor(value: string): string[] {
  const match = /\sfor\s+(<[^<>\s]+>|[^<>\s;]+@[^<>\s;]+)/i.exec(` ${value}`);
  return match?.[1] === undefined ? [] : addressesOf(match[1]);
}

/** Every address that `matchRecipient` looks at, in its order, each once. */
export function recipientAddresses(fields: readonly HeaderField[]): string[] {
  const values = SOURCES.flatMap(({ name, addresses }) => fieldValues(fields, name).flatMap(addresses));
  return [...new Set(values)];
}

/**
 * The entry point a mail was sent to; first hit wins, null where no field names one.
 *
 * An address that is none of ours is passed over and not a miss: with one account behind many addresses, `Delivered-To`
 * names the account. An address with detail (`support+x@`) is looked for as it is first, then without.
 */
export function matchRecipient<T extends EntryPointAddress>(
  fields: readonly HeaderField[],
  entryPoints: readonly T[],
): T | null {
  const byAddress = new Map(entryPoints.map((entryPoint) => [entryPoint.address, entryPoint]));
  for (const source of SOURCES) {
    for (const value of fieldValues(fields, source.name)) {
      for (const address of source.addresses(value)) {
        const hit = byAddress.get(address) ?? byAddress.get(withoutDetail(address));
        if (hit !== undefined) return hit;
      }
    }
  }
  return null;
}
