import type { ContactState } from '../../common/contract/contact';
import type { ContactId } from '../../common/ids';
import { announce } from '../../service/store/topics';
import { inTransaction } from '../../service/store/transaction';
import { buildSite, TEST_PASSWORD, type Site } from '../builders/service-site';
import { DeskClient } from './desk-client';
import { startServiceOnTrial, type ServiceOnTrial } from './service-on-trial';

type Wish = Parameters<typeof buildSite>[1];

/** Agents at their desks, on a whole service: everything they do goes through its API. */
export class AgentsOnTrial {
  private desks: DeskClient[] = [];

  private constructor(
    readonly trial: ServiceOnTrial,
    readonly site: Site,
  ) {}

  static async start(wish: Wish): Promise<AgentsOnTrial> {
    const trial = await startServiceOnTrial({ graceS: 1 });
    return new AgentsOnTrial(trial, await buildSite(trial.outside, wish));
  }

  /** Signs an agent in, and makes them Ready unless told otherwise. */
  async desk(username: string, state: 'ready' | 'not-ready' = 'ready'): Promise<DeskClient> {
    const desk = new DeskClient(this.trial.service.port);
    this.desks.push(desk);
    await desk.signIn(username, TEST_PASSWORD);
    desk.watch();
    await desk.sees('the first snapshot', () => true);
    if (state === 'ready') await desk.call('agents.setState', { state });
    return desk;
  }

  /** A contact comes in, and the agent at this desk, the only one who can get it, accepts. */
  async accepted(desk: DeskClient, wish: Parameters<Site['addContact']>[0] = {}): Promise<ContactId> {
    const contactId = await this.site.addContact(wish);
    await this.wake();
    await sees(desk, contactId, 'offered');
    await desk.call('contacts.accept', { contactId });
    await sees(desk, contactId, 'active');
    return contactId;
  }

  /** What was written past the API is looked at. */
  async wake(): Promise<void> {
    await inTransaction(this.trial.outside.db, (trx) => announce(trx, { topic: 'queues' }, { topic: 'work' }));
  }

  row(contactId: ContactId) {
    return this.trial.outside.db
      .selectFrom('contacts')
      .selectAll()
      .where('id', '=', contactId)
      .executeTakeFirstOrThrow();
  }

  /** The last event of a kind in the contact's history. */
  event(contactId: ContactId, kind: string) {
    return this.trial.outside.db
      .selectFrom('history_events')
      .select(['actor', 'data'])
      .where('contact_id', '=', contactId)
      .where('kind', '=', kind)
      .orderBy('id', 'desc')
      .executeTakeFirst();
  }

  /** Nothing is left for the next test. */
  async closeAll(): Promise<void> {
    const deadlines = { offer_expires_at: null, wrap_up_until: null, postponed_until: null };
    const values = { ...deadlines, state: 'closed', closed_at: new Date() } as const;
    await this.trial.outside.db.updateTable('contacts').set(values).where('state', '<>', 'closed').execute();
  }

  /** All desks go; the next test brings its own. */
  async leave(): Promise<void> {
    await Promise.all(this.desks.map((desk) => desk.close()));
    this.desks = [];
  }

  async stop(): Promise<void> {
    await this.leave();
    await this.trial.stop();
  }
}

/** Waits until a desk shows the contact in this state. */
export async function sees(desk: DeskClient, contactId: ContactId, state: ContactState): Promise<void> {
  await desk.sees(`the contact is ${state}`, ({ contacts }) =>
    contacts.some((contact) => contact.id === contactId && contact.state === state),
  );
}
