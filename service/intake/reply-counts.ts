import { sql, type Transaction } from 'kysely';
import type { CsqId, CustomerId } from '../../common/ids';
import type { Database } from '../store/schema';
import { intakeSettings } from './intake-settings';
import type { Withheld } from './loop-guard';

/** Replies are counted for each customer and queue. */
type Place = { customer_id: CustomerId; csq_id: CsqId };

/** Counts the replies that customers had from queues lately. */
export class ReplyCounts {
  private constructor(
    private readonly limit: number,
    private readonly counts: Map<string, number>,
  ) {}

  /**
   * Locks the customers, in one order, before it counts: two mails of one customer that are taken in by two instances at
   * once get one reply. Not as strictly as for a change of the key, which contacts that are being added would wait for.
   */
  static async lock(trx: Transaction<Database>, now: Date, contacts: readonly Place[]): Promise<ReplyCounts> {
    const customers = [...new Set(contacts.map((contact) => contact.customer_id))];
    const { limit, windowH } = (await intakeSettings(trx)).autoReplies;
    await trx
      .selectFrom('customers')
      .select('id')
      .where(sql<boolean>`id = ANY(${customers}::uuid[])`)
      .orderBy('id')
      .forNoKeyUpdate()
      .execute();
    const rows = await trx
      .selectFrom('automatic_replies')
      .select(['customer_id', 'csq_id'])
      .select((select) => select.fn.countAll<number>().as('count'))
      .where(sql<boolean>`customer_id = ANY(${customers}::uuid[])`)
      .where('at', '>', new Date(now.getTime() - windowH * 3_600_000))
      .groupBy(['customer_id', 'csq_id'])
      .execute();
    return new ReplyCounts(limit, new Map(rows.map((row) => [keyOf(row), row.count])));
  }

  /** Counts one more, or says that there were enough. */
  take(contact: Place): Withheld | null {
    const count = this.counts.get(keyOf(contact)) ?? 0;
    if (count >= this.limit) return 'limit';
    this.counts.set(keyOf(contact), count + 1);
    return null;
  }
}

function keyOf({ customer_id, csq_id }: Place): string {
  return `${customer_id} ${csq_id}`;
}
