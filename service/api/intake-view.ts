import type { IntakeView, WatchedFolder } from '../../common/contract/intake';
import { openAttention } from '../attention/open-attention';
import type { ApiDeps } from './context';

/** What is known without asking the database. */
export type IntakeFigures = Pick<IntakeView, 'connected' | 'problem' | 'folders' | 'inStore' | 'takenIn' | 'waiting'>;

/** "Store holds n, taken in n" at this moment: nothing but memory is looked at. */
export function intakeFigures({ parts }: Pick<ApiDeps, 'parts'>): IntakeFigures {
  const intake = parts().intake;
  const folders = intake?.folders() ?? [];
  const total = (of: (folder: WatchedFolder) => number): number => folders.reduce((sum, one) => sum + of(one), 0);
  return {
    ...(intake?.status() ?? { connected: false, problem: null }),
    folders,
    inStore: total(({ inStore }) => inStore),
    takenIn: total(({ takenIn }) => takenIn),
    waiting: total(({ waiting }) => waiting),
  };
}

/** The figures, and what needs attention. */
export async function intakeView(deps: Pick<ApiDeps, 'db' | 'parts'>): Promise<IntakeView> {
  const [ever, attention] = await Promise.all([
    deps.db
      .selectFrom('ledger')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
    openAttention(deps.db),
  ]);
  // last, so that they are not older than what the database said
  const figures = intakeFigures(deps);
  return { ...figures, takenInEver: ever.count, attention: attention.entries, attentionTotal: attention.total };
}
