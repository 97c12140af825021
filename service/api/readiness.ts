import { sql } from 'kysely';
import type { ServiceDeps } from '../deps';
import type { Running, RunningParts } from '../running';

/** Whether one part does its work now, and if not, why. */
type PartStatus = { ok: boolean; problem: string | null };

/** The answer of /ready. */
export type Readiness = {
  ready: boolean;
  database: PartStatus;
  topics: PartStatus;
  intake: PartStatus;
  outbox: PartStatus;
};

type Sources = Pick<ServiceDeps, 'db'> & {
  isListening: () => boolean;
  parts: () => RunningParts;
};

/** Looks at everything a mail needs on its way. */
export async function readiness({ db, isListening, parts }: Sources): Promise<Readiness> {
  const { intake, outbox } = parts();
  const database = await sql`SELECT 1`.execute(db).then(
    () => OK,
    () => failed('database-unreachable'),
  );
  const status = {
    database,
    topics: isListening() ? OK : failed('not-listening'),
    intake: statusOf(intake),
    outbox: statusOf(outbox),
  };
  return { ready: Object.values(status).every((part) => part.ok), ...status };
}

const OK: PartStatus = { ok: true, problem: null };

function failed(problem: string): PartStatus {
  return { ok: false, problem };
}

function statusOf(part: Running | null): PartStatus {
  if (!part) return failed('not-started');
  const { connected, problem } = part.status();
  return connected ? OK : failed(problem ?? 'connecting');
}
