import { sql, type Kysely } from 'kysely';

/** What agents can serve. Which skills there are is the configuration's to say. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE agent_skills (
      agent_id uuid NOT NULL REFERENCES agents,
      skill text NOT NULL,
      -- 10 is best
      level int NOT NULL CHECK (level BETWEEN 1 AND 10),
      PRIMARY KEY (agent_id, skill)
    );
    CREATE INDEX agent_skills_skill ON agent_skills (skill);

    -- By skill too: contacts that nobody can serve now are never read to find those behind them.
    DROP INDEX contacts_waiting;
    CREATE INDEX contacts_waiting ON contacts (csq_id, coalesce(skill, ''), priority, arrived_at) WHERE state = 'queued';
  `.execute(db);
}
