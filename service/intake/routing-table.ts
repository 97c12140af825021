import type { Kysely } from 'kysely';
import type { CsqId, EntryPointId } from '../../common/ids';
import type { RoutingWarning } from '../../common/contract/contact';
import { normaliseAddress } from '../../common/mail/addresses';
import { matchRecipient } from '../routing/match-recipient';
import type { HeaderField } from '../../common/mail/header-block';
import type { Database } from '../store/schema';

type EntryPoint = { id: EntryPointId; address: string; csqId: CsqId };

/** The addresses and queues of the moment. */
export type RoutingTable = { entryPoints: EntryPoint[]; fallback: EntryPoint };

/** Where a mail goes. */
export type Route = { csqId: CsqId; entryPointId: EntryPointId; warning: RoutingWarning | null };

/** Reads the table anew, for each batch; null while nobody has configured an entry point and a default queue. */
export async function loadRoutingTable(db: Kysely<Database>): Promise<RoutingTable | null> {
  const rows = await db
    .selectFrom('entry_points')
    .select(['id', 'address', 'csq_id', 'is_default'])
    .orderBy('address')
    .execute();
  const csq = await db.selectFrom('csqs').select('id').where('is_default', '=', true).executeTakeFirst();
  const first = rows.find((row) => row.is_default) ?? rows[0];
  if (first === undefined) return null;
  const entryPoints = rows.map((row) => ({
    id: row.id,
    address: normaliseAddress(row.address) ?? row.address,
    csqId: row.csq_id,
  }));
  return { entryPoints, fallback: { id: first.id, address: first.address, csqId: csq?.id ?? first.csq_id } };
}

/** The queue and entry point of a mail; the default ones, with a warning, where it names no address of ours. */
export function routeMail(fields: readonly HeaderField[], table: RoutingTable): Route {
  const hit = matchRecipient(fields, table.entryPoints);
  const entryPoint = hit ?? table.fallback;
  return {
    csqId: entryPoint.csqId,
    entryPointId: entryPoint.id,
    warning: hit === null ? 'no-known-recipient' : null,
  };
}
