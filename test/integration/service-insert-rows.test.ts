import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerIdSchema } from '../../common/ids';
import { insertion } from '../../service/store/insert-rows';
import { inTransaction } from '../../service/store/transaction';
import { startServiceDatabase, type ServiceDatabase } from '../support/service-database';

const COLUMNS = { id: 'uuid', name: 'text', created_at: 'timestamptz' } as const;
const LEDGER = {
  folder: 'text',
  uid_validity: 'bigint',
  uid: 'bigint',
  message_id: 'text',
  size_bytes: 'bigint',
  internal_date: 'timestamptz',
  taken_in_at: 'timestamptz',
  header_digest: 'bytea',
} as const;

describe('insertion', () => {
  let database: ServiceDatabase;
  beforeAll(async () => void (database = await startServiceDatabase()));
  afterAll(() => database.stop());

  it('writes any text as it is', async () => {
    const names = [
      '',
      'NULL',
      'null',
      '"',
      '\\',
      '\\"',
      '{}',
      '{a,b}',
      ', ',
      "'; --",
      ' two\n lines\t',
      'Łódź 🙂',
      '$1',
      '%s',
    ];
    const rows = names.map((name) => ({ id: customerIdSchema.parse(randomUUID()), name, created_at: new Date() }));
    await inTransaction(database.deps.db, (trx) => insertion('customers', COLUMNS, rows).execute(trx));
    const written = await database.deps.db.selectFrom('customers').selectAll().execute();
    expect(new Map(written.map((row) => [row.id, row.name]))).toEqual(new Map(rows.map((row) => [row.id, row.name])));
    expect(written.map((row) => row.created_at)).toEqual(rows.map((row) => row.created_at));
  });

  it('writes null, numbers and octets, whether a column has one value or many', async () => {
    const at = new Date('2026-03-02T09:00:00.123Z');
    const shared = { folder: 'Inbox', uid_validity: 4294967295, internal_date: at, taken_in_at: at };
    const rows = [
      { ...shared, uid: 1, message_id: null, size_bytes: 0, header_digest: Buffer.from([0, 34, 92, 255]) },
      { ...shared, uid: 2, message_id: '<a"b\\c@d>', size_bytes: 7, header_digest: null },
    ];
    const single = { ...shared, uid: 3, message_id: null, size_bytes: 1, header_digest: null };
    const twins = [1, 2].map(() => ({ ...single, folder: 'Other' }));
    await inTransaction(database.deps.db, async (trx) => {
      await insertion('ledger', LEDGER, rows).execute(trx);
      await insertion('ledger', LEDGER, [single]).execute(trx);
    });
    const written = await database.deps.db.selectFrom('ledger').selectAll().orderBy('uid').execute();
    expect(written).toMatchObject([...rows, single]);
    const doubled = inTransaction(database.deps.db, (trx) => insertion('ledger', LEDGER, twins).execute(trx));
    await expect(doubled).rejects.toMatchObject({ code: '23505' });
  });
});
