import type { Kysely } from 'kysely';
import type { AuditedVersion, ConfigurationChange } from '../../common/contract/configuration/configuration-api';
import { agentIdSchema } from '../../common/ids';
import type { Database } from '../store/schema';
import { compareDocuments } from './compare-documents';

const CHANGES_LISTED = 200;
const BY_AGENT = 'agent:';

/** Who saved which versions, newest first, and what each of them changed. Made from the versions as they were saved. */
export async function auditConfiguration(
  db: Kysely<Database>,
  { before, limit }: { before: number | null; limit: number },
): Promise<AuditedVersion[]> {
  const rows = await db
    .selectFrom('configurations')
    .select(['version', 'changed_by', 'changed_at'])
    .$if(before !== null, (query) => query.where('version', '<', before ?? 0))
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
  const names = await displayNames(db, rows);
  const audited: AuditedVersion[] = [];
  // One after the other: a version may be megabytes, and other calls have their turn in between.
  let content = rows[0] && (await contentOf(db, rows[0].version));
  for (const { version, changed_by, changed_at } of rows) {
    const former = await contentOf(db, version - 1);
    const by = names.get(changed_by) ?? changed_by;
    audited.push({ version, at: changed_at.toISOString(), by, ...changesBetween(former, content) });
    content = former;
  }
  return audited;
}

/** The versions have no gaps: each was numbered under the lock of the one before it. */
async function contentOf(db: Kysely<Database>, version: number): Promise<object> {
  const row = await db.selectFrom('configurations').select('content').where('version', '=', version).executeTakeFirst();
  return row?.content ?? {};
}

function changesBetween(former: unknown, content: unknown): { changes: ConfigurationChange[]; moreChanges: number } {
  const changes: ConfigurationChange[] = [];
  let moreChanges = 0;
  for (const change of compareDocuments(former, content)) {
    if (changes.length < CHANGES_LISTED) changes.push(change);
    else moreChanges++;
  }
  return { changes, moreChanges };
}

async function displayNames(
  db: Kysely<Database>,
  rows: readonly { changed_by: string }[],
): Promise<Map<string, string>> {
  const ids = rows
    .map(({ changed_by }) => agentIdSchema.safeParse(changed_by.slice(BY_AGENT.length)).data)
    .filter((id) => id !== undefined);
  if (ids.length === 0) return new Map();
  const agents = await db.selectFrom('agents').select(['id', 'display_name']).where('id', 'in', ids).execute();
  return new Map(agents.map(({ id, display_name }) => [`${BY_AGENT}${id}`, display_name]));
}
