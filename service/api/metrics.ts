import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { CONTACT_STATES, OUTGOING_STATES } from '../../common/contract/contact';
import type { ServiceDeps } from '../deps';
import type { IntakeFigures } from './intake-view';

type Sources = Pick<ServiceDeps, 'db'> & {
  desks: () => number;
  pool: () => { total: number; idle: number; waiting: number };
  intake: () => Pick<IntakeFigures, 'inStore' | 'takenIn' | 'waiting'>;
};

/** However many agents are signed in, these wait until somebody is given the skill. */
const NOBODY_SKILLED = sql<boolean>`state = 'queued' AND skill IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM agent_skills s JOIN agent_csqs m ON m.agent_id = s.agent_id
  WHERE s.skill = contacts.skill AND m.csq_id = contacts.csq_id)`;

/**
 * The figures for monitoring, read when they are asked for, so that they are what the database holds. Includes the
 * event loop's lag and the process's memory.
 */
export function createMetrics({ db, desks, pool, intake }: Sources): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const byState = (name: string, help: string, table: 'contacts' | 'outgoing_messages', states: readonly string[]) =>
    new Gauge({
      name,
      help,
      registers,
      labelNames: ['state'],
      async collect() {
        const { rows } = await sql<{ state: string; count: number }>`
          SELECT state, count(*) AS count FROM ${sql.table(table)} GROUP BY state`.execute(db);
        const counts = new Map(rows.map((row) => [row.state, row.count]));
        for (const state of states) this.set({ state }, counts.get(state) ?? 0);
      },
    });
  const single = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  const count = async (table: 'ledger' | 'attention' | 'contacts', where = sql`true`): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      SELECT count(*) AS count FROM ${sql.table(table)} WHERE ${where}`.execute(db);
    return rows[0]?.count ?? 0;
  };
  byState('replydesk_contacts', 'Contacts by state; offers are those in the state offered', 'contacts', CONTACT_STATES);
  byState('replydesk_outgoing_messages', 'Outgoing messages by state', 'outgoing_messages', OUTGOING_STATES);
  single('replydesk_ledger_mails', 'Mails taken in', () => count('ledger'));
  single('replydesk_store_mails', 'Mails that the watched folders hold', () => intake().inStore);
  single(
    'replydesk_store_taken_in_mails',
    'Mails that the watched folders hold and that are taken in',
    () => intake().takenIn,
  );
  single('replydesk_store_waiting_mails', 'Mails that the watched folders hold and that wait', () => intake().waiting);
  single('replydesk_attention', 'Mails that need attention', () => count('attention', sql`resolved_at IS NULL`));
  single('replydesk_contacts_nobody_skilled', 'Queued contacts with a skill that no agent of their queue has', () =>
    count('contacts', NOBODY_SKILLED),
  );
  single('replydesk_connected_desks', 'Agents with a connected desk', desks);
  single('replydesk_database_connections', 'Open connections to the database', () => pool().total);
  single('replydesk_database_idle_connections', 'Connections not in use', () => pool().idle);
  single('replydesk_database_waiting', 'Queries that wait for a connection', () => pool().waiting);
  return registry;
}
