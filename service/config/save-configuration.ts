import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import type { SaveOutcome } from '../../common/contract/configuration/configuration-api';
import type { ServiceDeps } from '../deps';
import type { Database } from '../store/schema';
import { inTransaction } from '../store/transaction';
import { checkConfiguration } from './check-configuration';
import { configurationVersion, readConfiguration, type CurrentConfiguration } from './current-configuration';
import { findUsers } from './find-users';
import { projectRows } from './project-rows';
import { lockConfiguration, saveVersion } from './save-version';
import { UnreadableConfiguration } from './stored-configuration';

/** Each one more mail would have to come in for what is left out, between the look and the deletion. */
const ATTEMPTS = 3;

type Wish = {
  /** The version it was made from; null: whatever is in force is replaced. */
  version: number | null;
  configuration: unknown;
  /** `agent:<id>` or `system`. */
  by: string;
};

/**
 * Saves a configuration as a whole, or says everything that is wrong with it. What is in force already makes no new
 * version, so that a save whose answer was lost can be repeated.
 *
 * One transaction: a process that dies in it leaves the version of before, one that dies after it leaves the new one,
 * which every instance finds by its number.
 */
export async function saveConfiguration(deps: Pick<ServiceDeps, 'db' | 'now'>, wish: Wish): Promise<SaveOutcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(deps.db, (trx) => save(trx, wish, deps.now()));
    } catch (error) {
      // A contact that came in meanwhile refers to what is left out. The next look sees it and can name it.
      const user = referringTable(error);
      if (user === null) throw error;
      if (attempt === ATTEMPTS) {
        return { outcome: 'refused', problems: [{ path: [], message: `what is left out is still used by ${user}` }] };
      }
    }
  }
}

async function save(trx: Transaction<Database>, { version, configuration, by }: Wish, at: Date): Promise<SaveOutcome> {
  await lockConfiguration(trx);
  const inForce = await configurationVersion(trx);
  const former = (await readIfPossible(trx))?.configuration ?? null;
  const checked = checkConfiguration(configuration, former);
  if ('configuration' in checked && inForce > 0 && isSame(checked.configuration, former)) {
    return { outcome: 'saved', version: inForce };
  }
  if (version !== null && version !== inForce) return { outcome: 'changed-meanwhile', version: inForce };
  if ('problems' in checked) return { outcome: 'refused', problems: checked.problems };
  const problems = await findUsers(trx, former, checked.configuration);
  if (problems.length > 0) return { outcome: 'refused', problems };
  await projectRows(trx, checked.configuration);
  return { outcome: 'saved', version: await saveVersion(trx, checked.configuration, { by, at }) };
}

/** What cannot be read can be replaced all the same: that is how it is mended. */
async function readIfPossible(trx: Transaction<Database>): Promise<CurrentConfiguration | null> {
  try {
    return await readConfiguration(trx);
  } catch (error) {
    if (error instanceof UnreadableConfiguration) return null;
    throw error;
  }
}

/** As JSON, because there is no difference in the database between what is undefined and what is not there. */
function isSame(one: unknown, other: unknown): boolean {
  const asKept = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return isDeepStrictEqual(asKept(one), asKept(other));
}

/** The table whose foreign key a deletion would break (PostgreSQL's manual, appendix A: foreign_key_violation). */
function referringTable(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== '23503') return null;
  return 'table' in error && typeof error.table === 'string' ? error.table : 'something';
}
