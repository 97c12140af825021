import pg from 'pg';
import { findRunningPostgres } from '../../service/store/embedded/embedded-postgres';
import { waitFor } from '../support/wait-for';

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

/** An outgoing message; `inquiry` is the subject of the contact it answers. */
export type OutgoingFacts = { messageId: string; inquiry: string; state: string; filed: boolean; sentAt: number };

/** A mail of the ledger or of the "needs attention" list: its place, its contact, and why it needs attention. */
export type LedgerFacts = {
  folder: string;
  uidValidity: number;
  uid: number;
  /** SHA-256 of the header in hexadecimal; null where it could not be read. */
  digest: string | null;
  contactId: string | null;
  state: string | null;
  queue: string | null;
  /** Whether its contact was opened by it. */
  isOpening: boolean;
  reason: string | null;
  movingTo: string | null;
};

/** An automatic reply, and the queue that owes it. */
export type AutomaticReplyFacts = {
  messageId: string;
  customer: string;
  queue: string;
  state: string;
  isFiled: boolean;
};

const contactFacts = `
  SELECT c.id, c.subject, c.state, q.name AS queue, a.username AS owner, c.disposition_code AS disposition,
         c.wrap_up_notes AS notes, c.routing_warning AS "routingWarning"
  FROM contacts c JOIN csqs q ON q.id = c.csq_id LEFT JOIN agents a ON a.id = c.owner_id
  WHERE $1::text IS NULL OR c.subject = $1 ORDER BY c.number`;

const outgoingFacts = `
  SELECT o.message_id AS "messageId", c.subject AS inquiry, o.state, o.filed_at IS NOT NULL AS filed,
         extract(epoch FROM o.sent_at)::float8 * 1000 AS "sentAt"
  FROM outgoing_messages o JOIN contacts c ON c.id = o.contact_id
  WHERE $1::text IS NULL OR c.subject = $1 ORDER BY o.created_at`;

const ledgerFacts = `
  SELECT coalesce(l.folder, a.folder) AS folder, coalesce(l.uid_validity, a.uid_validity)::float8 AS "uidValidity",
         coalesce(l.uid, a.uid)::float8 AS uid, encode(l.header_digest, 'hex') AS digest, l.contact_id AS "contactId",
         c.state, q.name AS queue, a.reason, l.moving_to AS "movingTo", c.id IS NOT NULL AND NOT EXISTS (
           SELECT FROM ledger b WHERE b.contact_id = l.contact_id AND b.id < l.id) AS "isOpening"
  FROM ledger l FULL JOIN attention a USING (folder, uid_validity, uid)
    LEFT JOIN contacts c ON c.id = l.contact_id LEFT JOIN csqs q ON q.id = c.csq_id`;

const automaticReplyFacts = `
  SELECT o.message_id AS "messageId", o.recipients->'to'->0->>'address' AS customer, q.name AS queue, o.state,
         o.filed_at IS NOT NULL AS "isFiled"
  FROM outgoing_messages o JOIN contacts c ON c.id = o.contact_id JOIN csqs q ON q.id = c.csq_id
  WHERE o.automatic_template IS NOT NULL`;

/**
 * Reads what the service has recorded. Read-only: only the service changes anything. A killed service takes its database
 * along, so every question is asked on a connection of its own, and waits until the database is back.
 */
export class WorldDatabase {
  constructor(private readonly dataDir: string) {}

  /** All contacts, or those whose inbound subject this is. */
  async contacts(subject: string | null = null): Promise<ContactFacts[]> {
    return await this.ask<ContactFacts>(contactFacts, [subject]);
  }

  /** All outgoing messages, or those of the contacts with this subject. */
  async outgoing(subject: string | null = null): Promise<OutgoingFacts[]> {
    return await this.ask<OutgoingFacts>(outgoingFacts, [subject]);
  }

  /** The reasons in the "needs attention" list. */
  async attention(): Promise<{ reason: string; detail: string }[]> {
    return await this.ask('SELECT reason, detail FROM attention ORDER BY created_at', []);
  }

  /** Every mail of the ledger or of the "needs attention" list. */
  async ledger(): Promise<LedgerFacts[]> {
    return await this.ask<LedgerFacts>(ledgerFacts, []);
  }

  /** Every automatic reply that was decided on. */
  async automaticReplies(): Promise<AutomaticReplyFacts[]> {
    return await this.ask<AutomaticReplyFacts>(automaticReplyFacts, []);
  }

  /** How many mails are in the ledger. */
  async mailCount(): Promise<number> {
    const [row] = await this.ask<{ count: number }>('SELECT count(*)::float8 AS count FROM ledger', []);
    return row?.count ?? 0;
  }

  private async ask<Row extends pg.QueryResultRow>(query: string, values: unknown[]): Promise<Row[]> {
    return await waitFor(
      'the database answers',
      async () => {
        const client = await this.connect();
        if (client === null) return undefined;
        try {
          return (await client.query<Row>(query, values)).rows;
        } catch (error) {
          if (error instanceof pg.DatabaseError && !isGoingDown(error)) throw error;
          return undefined;
        } finally {
          await client.end();
        }
      },
      { timeoutMs: 30_000 },
    );
  }

  /** Null while no database runs. */
  private async connect(): Promise<pg.Client | null> {
    const address = await findRunningPostgres(this.dataDir);
    if (address === null) return null;
    const client = new pg.Client({ ...address, options: '-c default_transaction_read_only=on' });
    let lost: Error | undefined;
    client.on('error', (error) => (lost = error));
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (error instanceof pg.DatabaseError && !isGoingDown(error)) throw error;
      lost = error instanceof Error ? error : new Error(String(error));
    }
    await client.end().catch(() => lost);
    return null;
  }
}

/** Class 57P (PostgreSQL, appendix A): shut down by command or crash, or still starting. */
function isGoingDown(error: pg.DatabaseError): boolean {
  return error.code?.startsWith('57P') === true;
}
