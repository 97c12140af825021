import { expect } from 'vitest';
import { startIntake } from '../../service/intake/index';
import type { RunningIntake } from '../../service/running';
import type { MailStackOptions } from '../mail-stack/types';
import { startMailWorld, waitConnected, type MailWorld } from './mail-service';
import { waitFor } from './wait-for';

/** A mail from Carla. */
export const mail = (subject: string, ...more: string[]): string =>
  ['From: Carla <carla@customers.test>', `Subject: ${subject}`, ...more, '', 'Hello'].join('\r\n');

type Contact = {
  subject: string;
  state: string;
  csq: string;
  routing_warning: string | null;
  customer_address: string;
};

/** A mail world with an intake that a test starts and stops. */
export class IntakeTrial {
  intake: RunningIntake | undefined;

  constructor(readonly world: MailWorld) {}

  static async open(options: MailStackOptions = {}): Promise<IntakeTrial> {
    return new IntakeTrial(await startMailWorld(options));
  }

  async start(): Promise<void> {
    this.intake = await startIntake(this.world.newInstance(), this.world.config);
    await waitConnected(this.intake);
  }

  async stop(): Promise<void> {
    await this.intake?.stop();
    this.intake = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.world.stop();
  }

  contacts(): Promise<Contact[]> {
    return this.world.deps.db
      .selectFrom('contacts')
      .innerJoin('csqs', 'csqs.id', 'contacts.csq_id')
      .select(['contacts.subject', 'contacts.state', 'csqs.name as csq', 'routing_warning', 'customer_address'])
      .orderBy('contacts.number')
      .execute();
  }

  async subjects(): Promise<string[]> {
    return (await this.contacts()).map((contact) => contact.subject);
  }

  waitForContacts(count: number): Promise<Contact[]> {
    return waitFor(`${count} contacts`, async () => {
      const all = await this.contacts();
      return all.length >= count && all;
    });
  }

  async ledgerCount(): Promise<number> {
    const row = await this.world.deps.db
      .selectFrom('ledger')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return row.n;
  }

  async takenIn(count: number): Promise<void> {
    const isDone = async (): Promise<boolean> => (await this.ledgerCount()) === count;
    await waitFor(`${count} mails in the ledger`, isDone, { timeoutMs: 30_000 });
    expect(await this.ledgerCount()).toBe(count);
  }
}
