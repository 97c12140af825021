import { sql, type Transaction } from 'kysely';
import type { HeaderMailbox } from '../../common/mail/address-list';
import { customerIdSchema, type CustomerId } from '../../common/ids';
import { insertion } from '../store/insert-rows';
import type { Database } from '../store/schema';

type Circumstances = { now: Date; newId: () => string };

/** Customers by their address. */
export type Customers = ReadonlyMap<string, CustomerId>;

async function byAddress(trx: Transaction<Database>, addresses: string[]): Promise<Map<string, CustomerId>> {
  const rows = await trx
    .selectFrom('customer_addresses')
    .select(['address', 'customer_id'])
    .where(sql<boolean>`address = ANY(${addresses}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.address, row.customer_id]));
}

/** The customers with these addresses, made where there is none. A known customer's name is theirs to keep. */
export async function findOrAddCustomers(
  trx: Transaction<Database>,
  senders: readonly HeaderMailbox[],
  { now, newId }: Circumstances,
): Promise<Customers> {
  const names = new Map([...senders].reverse().map(({ address, name }) => [address, name]));
  const known = await byAddress(trx, [...names.keys()]);
  const unknown = [...names.keys()].filter((address) => !known.has(address));
  if (unknown.length === 0) return known;
  // Two mails of a new customer, taken in by two instances at once: the second waits here and then finds the first's row.
  // In one order, so that two instances with several of them do not wait for each other.
  await sql`SELECT pg_advisory_xact_lock(key) FROM (
    SELECT DISTINCT hashtextextended(address, 0) AS key FROM unnest(${unknown}::text[]) AS address ORDER BY key
  ) AS keys`.execute(trx);
  const meanwhile = await byAddress(trx, unknown);
  const added = unknown
    .filter((address) => !meanwhile.has(address))
    .map((address) => ({ address, id: customerIdSchema.parse(newId()), name: names.get(address) ?? '' }));
  if (added.length > 0) {
    const customers = added.map(({ id, name }) => ({ id, name, created_at: now }));
    const addresses = added.map(({ address, id }) => ({ address, customer_id: id }));
    await insertion('customers', { id: 'uuid', name: 'text', created_at: 'timestamptz' }, customers).execute(trx);
    await insertion('customer_addresses', { address: 'text', customer_id: 'uuid' }, addresses).execute(trx);
  }
  return new Map([...known, ...meanwhile, ...added.map(({ address, id }) => [address, id] as const)]);
}
