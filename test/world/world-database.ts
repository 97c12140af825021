import pg from 'pg';

/** A contact as the tests look at it. `owner` is the agent's user name. */
export type ContactFacts = {
  id: string;
  subject: string;
  state: string;
  queue: string;
  owner: string | null;
  disposition: string | null;
  notes: string | null;
  routingWarning: string | null;
};

export type OutgoingFacts = { messageId: string; subject: string; state: string; filed: boolean; sentAt: number };

const contactFacts = `
  SELECT c.id, c.subject, c.state, q.name AS queue, a.username AS owner, c.disposition_code AS disposition,
         c.wrap_up_notes AS notes, c.routing_warning AS "routingWarning"
  FROM contacts c JOIN csqs q ON q.id = c.csq_id LEFT JOIN agents a ON a.id = c.owner_id
  WHERE $1::text IS NULL OR c.subject = $1 ORDER BY c.number`;

const outgoingFacts = `
  SELECT o.message_id AS "messageId", o.subject, o.state, o.filed_at IS NOT NULL AS filed,
         extract(epoch FROM o.sent_at)::float8 * 1000 AS "sentAt"
  FROM outgoing_messages o JOIN contacts c ON c.id = o.contact_id
  WHERE $1::text IS NULL OR c.subject = $1 ORDER BY o.created_at`;

/** Reads what the service has recorded. Read-only: only the service changes anything. */
export class WorldDatabase {
  private constructor(private readonly pool: pg.Pool) {}

  static open(url: string): WorldDatabase {
    const pool = new pg.Pool({ connectionString: url, max: 2, options: '-c default_transaction_read_only=on' });
    // A restarted service takes its database along; the next query connects anew.
    pool.on('error', (error) => process.stderr.write(`test database connection: ${error.message}\n`));
    return new WorldDatabase(pool);
  }

  /** All contacts, or those whose inbound subject this is. */
  async contacts(subject: string | null = null): Promise<ContactFacts[]> {
    return (await this.pool.query<ContactFacts>(contactFacts, [subject])).rows;
  }

  /** All outgoing messages, or those of the contacts with this subject. */
  async outgoing(subject: string | null = null): Promise<OutgoingFacts[]> {
    return (await this.pool.query<OutgoingFacts>(outgoingFacts, [subject])).rows;
  }

  /** The reasons in the "needs attention" list. */
  async attention(): Promise<{ reason: string; detail: string }[]> {
    return (
      await this.pool.query<{ reason: string; detail: string }>(
        'SELECT reason, detail FROM attention ORDER BY created_at',
      )
    ).rows;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
