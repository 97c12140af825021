import { sql, type Transaction } from 'kysely';
import type { HeaderMailbox } from '../../common/mail/address-list';
import { customerIdSchema, type CustomerId } from '../../common/ids';
import type { Database } from '../store/schema';

type Circumstances = { now: Date; newId: () => string };

async function byAddress(trx: Transaction<Database>, address: string): Promise<CustomerId | null> {
  const row = await trx
    .selectFrom('customer_addresses')
    .select('customer_id')
    .where('address', '=', address)
    .executeTakeFirst();
  return row?.customer_id ?? null;
}

/** The customer with this address, made where there is none. A known customer's name is theirs to keep. */
export async function findOrAddCustomer(
  trx: Transaction<Database>,
  sender: HeaderMailbox,
  { now, newId }: Circumstances,
): Promise<CustomerId> {
  const known = await byAddress(trx, sender.address);
  if (known !== null) return known;
  // two mails of a new customer, taken in by two instances at once: the second waits here and then finds the first's row
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${sender.address}, 0))`.execute(trx);
  const meanwhile = await byAddress(trx, sender.address);
  if (meanwhile !== null) return meanwhile;
  const id = customerIdSchema.parse(newId());
  await trx.insertInto('customers').values({ id, name: sender.name, created_at: now }).execute();
  await trx.insertInto('customer_addresses').values({ address: sender.address, customer_id: id }).execute();
  return id;
}
