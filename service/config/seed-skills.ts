import type { Transaction } from 'kysely';
import type { Configuration } from '../../common/contract/configuration/configuration';
import type { AgentId } from '../../common/ids';
import { StartError } from '../start-error';
import type { Database } from '../store/schema';
import { checkConfiguration } from './check-configuration';
import type { Seed } from './seed-schema';

/**
 * A configuration with the skills that a seed lists: those it has get the seed's names, the others are added.
 *
 * @throws StartError where an agent of the seed is given a skill that neither knows: made to a skill of its own, a
 * misspelt code would leave those contacts waiting that ask for the right one
 */
export function withSkills(configuration: Configuration, { skills = [], agents }: Seed): Configuration {
  const named = new Map(skills.map((skill) => [skill.id, skill]));
  const former = configuration.skills.map((skill) => named.get(skill.id) ?? skill);
  const added = skills.filter(({ id }) => !former.some((skill) => skill.id === id));
  const known = new Set([...former, ...added].map(({ id }) => id));
  const problems = agents.flatMap((agent, index) =>
    (agent.skills ?? [])
      .filter(({ skill }) => !known.has(skill))
      .map(({ skill }) => `agents.${index}.skills: neither the seed nor the configuration has a skill ${skill}`),
  );
  if (problems.length > 0) throw refusal(problems);
  if (skills.length === 0) return configuration;
  const checked = checkConfiguration({ ...configuration, skills: [...former, ...added] }, configuration);
  if ('configuration' in checked) return checked.configuration;
  throw refusal(checked.problems.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

function refusal(problems: readonly string[]): StartError {
  return new StartError('config', `The seed is refused: ${problems.join('; ')}`);
}

/** Gives an agent these skills and no others; leaves them as they are where the seed says nothing of them. */
export async function seedSkillsOf(
  trx: Transaction<Database>,
  agentId: AgentId,
  skills: Seed['agents'][number]['skills'],
): Promise<void> {
  if (skills === undefined) return;
  await trx.deleteFrom('agent_skills').where('agent_id', '=', agentId).execute();
  if (skills.length === 0) return;
  const rows = skills.map(({ skill, level }) => ({ agent_id: agentId, skill, level }));
  await trx.insertInto('agent_skills').values(rows).execute();
}
