import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import type { AgentId, CsqId, EntryPointId } from '../../common/ids';
import type { ServiceDeps } from '../deps';
import { StartError } from '../start-error';
import type { Database } from '../store/schema';
import { announce } from '../store/topics';
import { inTransaction } from '../store/transaction';
import { readConfiguration } from './current-configuration';
import { describe } from './load-config';
import { lockConfiguration, saveVersion } from './save-version';
import { seedSchema, type Seed } from './seed-schema';
import { seedSkillsOf, withSkills } from './seed-skills';

type SeedDeps = Pick<ServiceDeps, 'db' | 'newId' | 'now'> & {
  /** Gives a password's hash; the old one where it fits still, so that seeding again changes nothing. */
  hashPassword: (password: string, oldHash: string | null) => Promise<string>;
};

/** Parses a seed. @throws StartError that names each place which is wrong */
export function parseSeed(content: unknown, file: string): Seed {
  const parsed = seedSchema.safeParse(content);
  if (!parsed.success) throw new StartError('config', describe(file, parsed.error.issues));
  return parsed.data;
}

/**
 * Writes a seed in one transaction: all of it or nothing. What is there already, by its name, is changed; what the seed
 * does not name stays, because contacts may refer to it.
 */
export async function seed(deps: SeedDeps, content: Seed): Promise<void> {
  // Hashing takes long by design, so it is done before any row is locked.
  const hashes = await hashAll(deps, content);
  await inTransaction(deps.db, async (trx) => {
    await lockConfiguration(trx);
    const before = await readConfiguration(trx);
    const csqs = await seedCsqs(trx, deps, content);
    await seedEntryPoints(trx, deps, content, csqs);
    await seedAgents(trx, deps, content, csqs, hashes);
    await seedReasons(trx, content);
    const written = await readConfiguration(trx);
    if (written === null) throw new Error('A seed without queues was not refused');
    const after = withSkills(written.configuration, content);
    if (written.version === 0 || !isDeepStrictEqual(before?.configuration, after)) {
      await saveVersion(trx, after, { by: 'system', at: deps.now() });
    }
    // agents' queues and skills may have changed all the same
    await announce(trx, { topic: 'queues' }, { topic: 'work' });
  });
}

type CsqIds = Map<string, CsqId>;

async function hashAll(deps: SeedDeps, { agents }: Seed): Promise<Map<string, string>> {
  const rows = await deps.db.selectFrom('agents').select(['username', 'password_hash']).execute();
  const old = new Map(rows.map((row) => [row.username.toLowerCase(), row.password_hash]));
  const hashed = await Promise.all(
    agents.map(async ({ username, password }): Promise<[string, string]> => [
      username,
      await deps.hashPassword(password, old.get(username.toLowerCase()) ?? null),
    ]),
  );
  return new Map(hashed);
}

async function seedCsqs(trx: Transaction<Database>, deps: SeedDeps, { csqs }: Seed): Promise<CsqIds> {
  const ids: CsqIds = new Map();
  // At most one row may be marked at any moment, so the mark is taken away before it is given.
  await trx.updateTable('csqs').set({ is_default: false }).where('is_default', '=', true).execute();
  const marked = Math.max(
    0,
    csqs.findIndex((csq) => csq.isDefault),
  );
  for (const [index, csq] of csqs.entries()) {
    const values = {
      is_default: index === marked,
      offer_time_limit_s: csq.offerTimeLimitS,
      wrap_up_limit_s: csq.wrapUpLimitS,
    };
    const row = await trx
      .insertInto('csqs')
      .values({ id: deps.newId() as CsqId, name: csq.name, ...values })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
      .returning('id')
      .executeTakeFirstOrThrow();
    ids.set(csq.name, row.id);
  }
  return ids;
}

async function seedEntryPoints(
  trx: Transaction<Database>,
  deps: SeedDeps,
  { entryPoints }: Seed,
  csqs: CsqIds,
): Promise<void> {
  await trx.updateTable('entry_points').set({ is_default: false }).where('is_default', '=', true).execute();
  const marked = Math.max(
    0,
    entryPoints.findIndex((point) => point.isDefault),
  );
  for (const [index, point] of entryPoints.entries()) {
    const values = {
      display_name: point.displayName,
      csq_id: idOf(csqs, point.csq),
      is_default: index === marked,
    };
    await trx
      .insertInto('entry_points')
      .values({ id: deps.newId() as EntryPointId, address: point.address, ...values })
      .onConflict((conflict) => conflict.column('address').doUpdateSet(values))
      .execute();
  }
}

async function seedAgents(
  trx: Transaction<Database>,
  deps: SeedDeps,
  { agents }: Seed,
  csqs: CsqIds,
  hashes: Map<string, string>,
): Promise<void> {
  const rows = await trx.selectFrom('agents').select(['id', 'username']).execute();
  const known = new Map(rows.map((row) => [row.username.toLowerCase(), row.id]));
  for (const agent of agents) {
    const values = {
      username: agent.username,
      display_name: agent.displayName,
      role: agent.role,
      password_hash: hashes.get(agent.username) ?? '',
      capacity: agent.capacity,
    };
    const knownId = known.get(agent.username.toLowerCase());
    const id = knownId ?? (deps.newId() as AgentId);
    if (knownId) await trx.updateTable('agents').set(values).where('id', '=', id).execute();
    else
      await trx
        .insertInto('agents')
        .values({ id, ...values })
        .execute();
    await trx.deleteFrom('agent_csqs').where('agent_id', '=', id).execute();
    for (const name of new Set(agent.csqs)) {
      await trx
        .insertInto('agent_csqs')
        .values({ agent_id: id, csq_id: idOf(csqs, name) })
        .execute();
    }
    await seedSkillsOf(trx, id, agent.skills);
    await announce(trx, { topic: 'desk', agentId: id });
  }
}

async function seedReasons(trx: Transaction<Database>, content: Seed): Promise<void> {
  await trx.updateTable('reasons').set({ is_default: false }).where('is_default', '=', true).execute();
  const marked = Math.max(
    0,
    content.wrapUpReasons.findIndex((reason) => reason.isDefault),
  );
  const rows = [
    ...content.wrapUpReasons.map((reason, position) => ({
      kind: 'wrap-up' as const,
      code: reason.code,
      label: reason.label,
      position,
      is_default: position === marked,
    })),
    ...content.notReadyReasons.map((reason, position) => ({
      kind: 'not-ready' as const,
      code: reason.code,
      label: reason.label,
      position,
      is_default: false,
    })),
  ];
  for (const row of rows) {
    await trx
      .insertInto('reasons')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['kind', 'code'])
          .doUpdateSet({ label: row.label, position: row.position, is_default: row.is_default }),
      )
      .execute();
  }
}

function idOf(csqs: CsqIds, name: string): CsqId {
  const id = csqs.get(name);
  if (!id) throw new Error('A seed was not checked before it was written');
  return id;
}
