import type { Role } from '../../common/contract/agent';
import type { AgentId, ContactId, ConversationId, CsqId, CustomerId, EntryPointId } from '../../common/ids';
import { agentIdSchema, contactIdSchema } from '../../common/ids';
import { seed } from '../../service/config/seed';
import type { ServiceDeps } from '../../service/deps';
import { hashPassword } from '../../service/identity/password';

/** Cheap on purpose: the tests that look at hashing choose their own. */
const TEST_COST = { logN: 4, r: 1, p: 1 };

export const TEST_PASSWORD = 'a long test password';

type AgentWish = {
  username: string;
  csqs?: string[];
  role?: Role;
  capacity?: number;
  /** The level of each; they become skills of the configuration. */
  skills?: Record<string, number>;
};
type SiteWish = { agents: AgentWish[]; csqs?: string[]; offerTimeLimitS?: number; wrapUpLimitS?: number };

/** A small site in the database, by names. */
export type Site = {
  agentId: (username: string) => AgentId;
  csqId: (name: string) => CsqId;
  /** Puts a contact into a queue, as intake does; with its mail in the ledger. */
  addContact: (contact?: {
    csq?: string;
    skill?: string;
    priority?: number;
    arrivedAt?: Date;
    messageId?: string;
  }) => Promise<ContactId>;
};

/** Seeds queues `Support` and `Sales` (or others), an address for each, reasons and agents. */
export async function buildSite(deps: ServiceDeps, wish: SiteWish): Promise<Site> {
  const names = wish.csqs ?? ['Support', 'Sales'];
  await seed(
    { db: deps.db, newId: deps.newId, now: deps.now, hashPassword: (password) => hashPassword(password, TEST_COST) },
    {
      csqs: names.map((name, index) => ({
        name,
        isDefault: index === 0,
        offerTimeLimitS: wish.offerTimeLimitS ?? 30,
        wrapUpLimitS: wish.wrapUpLimitS ?? 60,
      })),
      entryPoints: names.map((name, index) => ({
        address: `${name.toLowerCase()}@example.com`,
        displayName: `Example ${name}`,
        csq: name,
        isDefault: index === 0,
      })),
      agents: wish.agents.map((agent) => ({
        username: agent.username,
        displayName: agent.username.toUpperCase(),
        role: agent.role ?? 'agent',
        password: TEST_PASSWORD,
        capacity: agent.capacity ?? 3,
        csqs: agent.csqs ?? ['Support'],
        skills: Object.entries(agent.skills ?? {}).map(([skill, level]) => ({ skill, level })),
      })),
      skills: [...new Set(wish.agents.flatMap((agent) => Object.keys(agent.skills ?? {})))].map((id) => ({
        id,
        name: id,
      })),
      wrapUpReasons: [
        { code: 'solved', label: 'Solved', isDefault: false },
        { code: 'timed-out', label: 'Timed out', isDefault: true },
      ],
      notReadyReasons: [{ code: 'lunch', label: 'Lunch' }],
    },
  );
  const agents = new Map(
    (await deps.db.selectFrom('agents').select(['username', 'id']).execute()).map((row) => [row.username, row.id]),
  );
  const points = new Map(
    (
      await deps.db
        .selectFrom('csqs')
        .innerJoin('entry_points', 'entry_points.csq_id', 'csqs.id')
        .select(['csqs.name', 'csqs.id as csqId', 'entry_points.id as entryPointId'])
        .execute()
    ).map((row) => [row.name, row]),
  );
  let uid = 0;
  return {
    agentId: (username) => agents.get(username) ?? agentIdSchema.parse('unknown'),
    csqId: (name) => found(points, name).csqId,
    addContact: ({ csq = 'Support', skill, priority = 3, arrivedAt, messageId } = {}) => {
      uid++;
      return addContact(deps, { ...found(points, csq), skill, priority, arrivedAt, messageId, uid });
    },
  };
}

function found<T>(map: Map<string, T>, name: string): T {
  const value = map.get(name);
  if (!value) throw new Error(`The site has no ${name}`);
  return value;
}

type ContactWish = {
  csqId: CsqId;
  entryPointId: EntryPointId;
  skill?: string | undefined;
  priority: number;
  arrivedAt?: Date | undefined;
  messageId?: string | undefined;
  uid: number;
};

async function addContact({ db, now, newId }: ServiceDeps, wish: ContactWish): Promise<ContactId> {
  const id = contactIdSchema.parse(newId());
  const customerId = newId() as CustomerId;
  const conversationId = newId() as ConversationId;
  const at = now();
  await db.insertInto('customers').values({ id: customerId, name: 'Carla Customer', created_at: at }).execute();
  await db
    .insertInto('conversations')
    .values({ id: conversationId, customer_id: customerId, created_at: at })
    .execute();
  await db
    .insertInto('contacts')
    .values({
      id,
      conversation_id: conversationId,
      customer_id: customerId,
      csq_id: wish.csqId,
      entry_point_id: wish.entryPointId,
      state: 'queued',
      skill: wish.skill ?? null,
      priority: wish.priority,
      subject: `Question ${wish.uid}`,
      customer_name: 'Carla Customer',
      customer_address: 'carla@customers.example',
      arrived_at: wish.arrivedAt ?? at,
    })
    .execute();
  await db
    .insertInto('ledger')
    .values({
      folder: 'INBOX',
      uid_validity: 4294967295,
      uid: wish.uid,
      message_id: wish.messageId ?? `<question-${wish.uid}@customers.example>`,
      size_bytes: 1000,
      internal_date: at,
      taken_in_at: at,
      contact_id: id,
    })
    .execute();
  return id;
}
