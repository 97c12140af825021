import type { AttentionEntry, ProcedureOutput } from '../../common/contract/service-api';
import type { ApiDeps } from './context';

const ATTENTION_SHOWN = 500;

/** "Store holds n, taken in n", and the mails that could not be processed. */
export async function intakeStatus({ db, parts }: ApiDeps): Promise<ProcedureOutput<'intake.status'>> {
  const [ledger, attention] = await Promise.all([
    db
      .selectFrom('ledger')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('attention')
      .selectAll()
      .where('resolved_at', 'is', null)
      .orderBy('created_at', 'desc')
      .limit(ATTENTION_SHOWN)
      .execute(),
  ]);
  const takenIn = ledger.count;
  return {
    inStore: parts().intake?.storeCount?.() ?? takenIn,
    takenIn,
    attention: attention.map((row): AttentionEntry => ({
      id: row.id,
      reason: row.reason,
      detail: row.detail,
      folder: row.folder,
      uid: row.uid,
      createdAt: row.created_at.toISOString(),
    })),
  };
}
