import { sql } from 'kysely';
import type { AgentId } from '../../common/ids';
import type { ServiceDeps } from '../deps';

/** Wrong passwords until a name is locked, and for how long. */
export const LOCK_OUT = { attempts: 5, forMs: 5 * 60_000 } as const;

const MAX_UNKNOWN_NAMES = 10_000;

/**
 * Counts an attempt before the password is looked at, so that many at once cannot have more guesses than one after the
 * other.
 *
 * @returns false where the name is locked and the password must not be looked at
 */
export async function reserveAttempt({ db, now }: Pick<ServiceDeps, 'db' | 'now'>, agentId: AgentId): Promise<boolean> {
  const at = now();
  const row = await db
    .updateTable('agents')
    .set({
      failed_sign_ins: sql`CASE WHEN failed_sign_ins + 1 >= ${LOCK_OUT.attempts} THEN 0 ELSE failed_sign_ins + 1 END`,
      locked_until: sql`CASE WHEN failed_sign_ins + 1 >= ${LOCK_OUT.attempts}
        THEN ${new Date(at.getTime() + LOCK_OUT.forMs)}::timestamptz END`,
    })
    .where('id', '=', agentId)
    .where((where) => where.or([where('locked_until', 'is', null), where('locked_until', '<=', at)]))
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * The same count for names that nobody has, in memory: otherwise the lock itself would tell which names exist. Forgets
 * the oldest when somebody tries very many.
 */
export class UnknownNames {
  private readonly attempts = new Map<string, { count: number; lockedUntil: number }>();

  constructor(private readonly now: () => Date) {}

  /** @returns false where the name counts as locked */
  reserve(name: string): boolean {
    const at = this.now().getTime();
    const entry = this.attempts.get(name) ?? { count: 0, lockedUntil: 0 };
    if (entry.lockedUntil > at) return false;
    const count = entry.count + 1;
    const isLast = count >= LOCK_OUT.attempts;
    this.attempts.delete(name);
    this.attempts.set(name, { count: isLast ? 0 : count, lockedUntil: isLast ? at + LOCK_OUT.forMs : 0 });
    const oldest = this.attempts.keys().next();
    if (this.attempts.size > MAX_UNKNOWN_NAMES && !oldest.done) this.attempts.delete(oldest.value);
    return true;
  }
}
