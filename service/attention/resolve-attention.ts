import type { Transaction } from 'kysely';
import { CodedError } from '../../common/contract/errors';
import type { Actor } from '../contacts/history';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';

/**
 * Has a mail, or a message of the Outbox, tried again, in one transaction: its row leaves the ledger, so that the next
 * reconciliation takes it for new, and that is asked for by the topic. A mail that became a contact keeps its row. Died
 * before COMMIT: nothing was done; after it: the reconciliation at the next start finds the mail.
 *
 * @throws CodedError `not-found`, `wrong-state` where it is settled already
 */
export async function retryAttention(deps: ServiceDeps, id: string, by: Actor): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const entry = await lockOpenEntry(trx, id);
    await trx
      .deleteFrom('ledger')
      .where('folder', '=', entry.folder)
      .where('uid_validity', '=', entry.uid_validity)
      .where('uid', '=', entry.uid)
      .where('contact_id', 'is', null)
      .execute();
    await resolve(trx, deps, id, { resolution: 'retried', resolved_by: by });
    await announce(trx, { topic: 'intake', lookAgainAt: entry.folder });
  });
}

/**
 * Takes an entry off the list for good, in one transaction. The mail stays where it is, and in the ledger.
 *
 * @throws CodedError `not-found`, `wrong-state` where it is settled already
 */
export async function dismissAttention(deps: ServiceDeps, id: string, by: Actor): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await lockOpenEntry(trx, id);
    await resolve(trx, deps, id, { resolution: 'dismissed', resolved_by: by });
    await announce(trx, { topic: 'intake' });
  });
}

async function lockOpenEntry(trx: Transaction<Database>, id: string) {
  const entry = await trx.selectFrom('attention').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (entry === undefined) throw new CodedError('not-found', 'There is no such entry');
  if (entry.resolved_at !== null) throw new CodedError('wrong-state', 'The entry is settled already');
  return entry;
}

type Resolution = { resolution: 'retried' | 'dismissed'; resolved_by: Actor };

async function resolve(
  trx: Transaction<Database>,
  { now }: Pick<ServiceDeps, 'now'>,
  id: string,
  resolution: Resolution,
): Promise<void> {
  await trx
    .updateTable('attention')
    .set({ resolved_at: now(), ...resolution })
    .where('id', '=', id)
    .execute();
}
