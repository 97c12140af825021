import { sql, type Insertable, type RawBuilder } from 'kysely';
import type { Database } from './schema';

/** Types of columns that rows can be inserted into by {@link insertion}. */
type ColumnType = 'uuid' | 'text' | 'int' | 'bigint' | 'boolean' | 'timestamptz' | 'bytea' | 'jsonb';
type Value = string | number | boolean | Date | Buffer | null | undefined;
type Row<T extends keyof Database> = Insertable<Database[T]>;

/**
 * An INSERT of any number of rows, at least one, into the columns of `types`. Each column is one parameter: an array, or
 * a single value where all rows have the same. With a parameter for each value, or rows as JSON, PostgreSQL would take
 * longer to read the values than to write the rows.
 */
export function insertion<T extends keyof Database, C extends keyof Row<T> & string>(
  table: T,
  types: Record<C, ColumnType>,
  rows: readonly Pick<Row<T>, C>[],
): RawBuilder<unknown> {
  const columns = Object.keys(types) as C[];
  const arrays: RawBuilder<unknown>[] = [];
  const names: RawBuilder<unknown>[] = [];
  const selected = columns.map((column) => {
    const type = sql.raw(types[column]);
    const values = rows.map((row) => row[column] as Value);
    const [first] = values;
    if (values.every((value) => value === first)) return sql`${writtenValue(first)}::${type}`;
    arrays.push(sql`${arrayLiteral(values)}::${type}[]`);
    names.push(sql.ref(column));
    return sql.ref(`each.${column}`);
  });
  const into = sql`INSERT INTO ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})`;
  if (arrays.length === 0)
    return sql`${into} SELECT ${sql.join(selected)} FROM generate_series(1, ${rows.length}::int)`;
  return sql`${into} SELECT ${sql.join(selected)} FROM unnest(${sql.join(arrays)}) AS each (${sql.join(names)})`;
}

function writtenValue(value: Value): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : String(value);
}

const IN_ARRAY = /["\\]/;

/** In quotes every character but these two stands for itself, and NULL is a word (PostgreSQL, 8.15.2). */
function arrayLiteral(values: readonly Value[]): string {
  let literal = '';
  for (const value of values) {
    const written = writtenValue(value);
    const element = written === null ? 'NULL' : `"${IN_ARRAY.test(written) ? escaped(written) : written}"`;
    literal += literal === '' ? element : `,${element}`;
  }
  return `{${literal}}`;
}

function escaped(value: string): string {
  return value.replace(/["\\]/g, '\\$&');
}
