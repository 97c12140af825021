import { sql, type Transaction } from 'kysely';
import type { Configuration } from '../../common/contract/configuration/configuration';
import type { CsqId, EntryPointId } from '../../common/ids';
import type { Database } from '../store/schema';

type Rows = Pick<Configuration, 'csqs' | 'entryPoints'>;

/**
 * Brings the rows of queues and entry points in line with a configuration. Only rows that differ are written, so that
 * contacts which come in meanwhile wait for none that stay as they are. Names, addresses and the marks of the defaults
 * are unique at every moment: what is to change gives its own up first.
 */
export async function projectRows(trx: Transaction<Database>, configuration: Rows): Promise<void> {
  const csqs = compare(await trx.selectFrom('csqs').selectAll().execute(), configuration.csqs.map(csqRow), 'name');
  const points = compare(
    await trx.selectFrom('entry_points').selectAll().execute(),
    configuration.entryPoints.map(entryPointRow),
    'address',
  );
  await giveUp(trx, 'csqs', 'name', [...csqs.renamed, ...csqs.gone]);
  await giveUp(trx, 'entry_points', 'address', points.renamed);
  if (points.gone.length > 0) await trx.deleteFrom('entry_points').where('id', 'in', points.gone).execute();
  if (csqs.written.length > 0) {
    await trx
      .insertInto('csqs')
      .values(csqs.written)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          name: row.ref('excluded.name'),
          is_default: row.ref('excluded.is_default'),
          offer_time_limit_s: row.ref('excluded.offer_time_limit_s'),
          wrap_up_limit_s: row.ref('excluded.wrap_up_limit_s'),
        })),
      )
      .execute();
  }
  if (points.written.length > 0) {
    await trx
      .insertInto('entry_points')
      .values(points.written)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          address: row.ref('excluded.address'),
          display_name: row.ref('excluded.display_name'),
          csq_id: row.ref('excluded.csq_id'),
          is_default: row.ref('excluded.is_default'),
        })),
      )
      .execute();
  }
  // Last, because entry points have left it only now.
  if (csqs.gone.length > 0) await trx.deleteFrom('csqs').where('id', 'in', csqs.gone).execute();
}

/** No name and no address begins with a space. */
async function giveUp(
  trx: Transaction<Database>,
  table: 'csqs' | 'entry_points',
  column: 'name' | 'address',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ' ' || id, is_default = false
    WHERE id = ANY(${ids}::uuid[])`.execute(trx);
}

type Row = { id: string; is_default: boolean };
type Compared<T extends Row> = { written: T[]; renamed: T['id'][]; gone: T['id'][] };

/** Compares flat rows with the same columns. `unique`: the column of which no two rows have the same. */
function compare<T extends Row>(rows: readonly T[], wanted: readonly T[], unique: keyof T): Compared<T> {
  const before = new Map<string, T>(rows.map((row) => [row.id, row]));
  const kept = new Set<string>(wanted.map(({ id }) => id));
  const differs = (row: T, columns: readonly (keyof T)[]): boolean => {
    const old = before.get(row.id);
    return old !== undefined && columns.some((column) => old[column] !== row[column]);
  };
  return {
    written: wanted.filter((row) => !before.has(row.id) || differs(row, Object.keys(row) as (keyof T)[])),
    renamed: wanted.filter((row) => differs(row, [unique, 'is_default'])).map(({ id }) => id),
    gone: rows.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
  };
}

type CsqRow = { id: CsqId; name: string; is_default: boolean; offer_time_limit_s: number; wrap_up_limit_s: number };

function csqRow(csq: Configuration['csqs'][number]): CsqRow {
  return {
    id: csq.id,
    name: csq.name,
    is_default: csq.isDefault,
    offer_time_limit_s: csq.offerTimeLimitS,
    wrap_up_limit_s: csq.wrapUpLimitS,
  };
}

type EntryPointRow = { id: EntryPointId; address: string; display_name: string; csq_id: CsqId; is_default: boolean };

function entryPointRow(point: Configuration['entryPoints'][number]): EntryPointRow {
  return {
    id: point.id,
    address: point.address,
    display_name: point.displayName,
    csq_id: point.csq,
    is_default: point.isDefault,
  };
}
