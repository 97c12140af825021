import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { Configuration, Problem } from '../../common/contract/configuration/configuration';
import type { Database } from '../store/schema';

const NAMED = 10;

/**
 * What a configuration leaves out although something outside of it still refers to it: contacts, agents, messages. What
 * its own parts refer to was looked at before. `former` is what it is to replace; null where that cannot be read.
 */
export async function findUsers(
  trx: Transaction<Database>,
  former: Configuration | null,
  configuration: Configuration,
): Promise<Problem[]> {
  return [
    ...(await usersOfCsqs(trx, configuration)),
    ...(await usersOfEntryPoints(trx, configuration)),
    ...(await usersOfNames(trx, former, configuration)),
  ];
}

async function usersOfCsqs(trx: Transaction<Database>, { csqs }: Configuration): Promise<Problem[]> {
  const kept = new Set<string>(csqs.map(({ id }) => id));
  const rows = await trx.selectFrom('csqs').select(['id', 'name']).orderBy('name').execute();
  const problems: Problem[] = [];
  for (const { id, name } of rows.filter((row) => !kept.has(row.id))) {
    const agents = await trx
      .selectFrom('agent_csqs')
      .innerJoin('agents', 'agents.id', 'agent_csqs.agent_id')
      .select('agents.display_name as name')
      .where('agent_csqs.csq_id', '=', id)
      .orderBy('name')
      .execute();
    const replies = await count(trx, sql`FROM automatic_replies WHERE csq_id = ${id}`);
    const users = [
      await contactsOf(trx, sql`csq_id = ${id}`),
      toldAgents(agents.map((agent) => agent.name)),
      replies === 0 ? '' : plural(replies, 'automatic reply', 'automatic replies'),
    ];
    problems.push(...leftOut('csqs', `the queue “${name}”`, users));
  }
  return problems;
}

async function usersOfEntryPoints(trx: Transaction<Database>, { entryPoints }: Configuration): Promise<Problem[]> {
  const kept = new Set<string>(entryPoints.map(({ id }) => id));
  const rows = await trx.selectFrom('entry_points').select(['id', 'address']).orderBy('address').execute();
  const problems: Problem[] = [];
  for (const { id, address } of rows.filter((row) => !kept.has(row.id))) {
    const messages = await count(trx, sql`FROM outgoing_messages WHERE entry_point_id = ${id}`);
    const users = [
      await contactsOf(trx, sql`entry_point_id = ${id}`),
      messages === 0 ? '' : plural(messages, 'outgoing message'),
    ];
    problems.push(...leftOut('entryPoints', `the entry point ${address}`, users));
  }
  return problems;
}

/** Closed contacts and sent messages keep their codes; what they were called is in the audit. */
async function usersOfNames(
  trx: Transaction<Database>,
  former: Configuration | null,
  configuration: Configuration,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const before = former ?? { skills: await skillsOfAgents(trx), contactTypes: [], templates: [] };
  for (const list of ['skills', 'contactTypes', 'templates'] as const) {
    const kept = new Set(configuration[list].map(({ id }) => id));
    for (const { id, name } of before[list].filter((entry) => !kept.has(entry.id))) {
      const { word, from, user } = NAMES[list];
      const users = await count(trx, from(id));
      const agents = list === 'skills' ? await agentsWithSkill(trx, id) : [];
      problems.push(
        ...leftOut(list, `the ${word} “${name}”`, [users === 0 ? '' : plural(users, ...user), toldAgents(agents)]),
      );
    }
  }
  return problems;
}

/** By their codes, because what they are called cannot be read. */
async function skillsOfAgents(trx: Transaction<Database>): Promise<{ id: string; name: string }[]> {
  const rows = await trx.selectFrom('agent_skills').select('skill').distinct().orderBy('skill').execute();
  return rows.map(({ skill }) => ({ id: skill, name: skill }));
}

async function agentsWithSkill(trx: Transaction<Database>, skill: string): Promise<string[]> {
  const agents = await trx
    .selectFrom('agent_skills')
    .innerJoin('agents', 'agents.id', 'agent_skills.agent_id')
    .select('agents.display_name as name')
    .where('agent_skills.skill', '=', skill)
    .orderBy('name')
    .execute();
  return agents.map(({ name }) => name);
}

type Names = { word: string; from: (id: string) => RawBuilder<unknown>; user: [one: string, many?: string] };
const NAMES: Record<'skills' | 'contactTypes' | 'templates', Names> = {
  skills: {
    word: 'skill',
    from: (id) => sql`FROM contacts WHERE state <> 'closed' AND skill = ${id}`,
    user: ['open contact'],
  },
  contactTypes: {
    word: 'contact type',
    from: (id) => sql`FROM contacts WHERE state <> 'closed' AND contact_type = ${id}`,
    user: ['open contact'],
  },
  templates: {
    word: 'template',
    from: (id) => sql`FROM outgoing_messages WHERE state = 'draft' AND automatic_template = ${id}`,
    user: ['automatic reply that is not sent yet', 'automatic replies that are not sent yet'],
  },
};

async function contactsOf(trx: Transaction<Database>, where: RawBuilder<unknown>): Promise<string> {
  const all = await count(trx, sql`FROM contacts WHERE ${where}`);
  const open = await count(trx, sql`FROM contacts WHERE state <> 'closed' AND ${where}`);
  return all === 0 ? '' : `${plural(all, 'contact')} (${open} open)`;
}

async function count(trx: Transaction<Database>, from: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count ${from}`.execute(trx);
  return rows[0]?.count ?? 0;
}

function leftOut(list: string, what: string, users: readonly string[]): Problem[] {
  const told = users.filter((user) => user !== '');
  if (told.length === 0) return [];
  return [{ path: [list], message: `${what} cannot be left out: it is used by ${told.join(', and by ')}` }];
}

function plural(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function toldAgents(names: readonly string[]): string {
  return names.length === 0 ? '' : `${plural(names.length, 'agent')}: ${shortened(names)}`;
}

function shortened(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return names.slice(0, NAMED).join(', ') + more;
}
