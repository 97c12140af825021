import { readFile } from 'node:fs/promises';
import { CodedError } from '../../common/contract/errors';
import type {
  MailStoreAccess,
  ProcedureInput,
  ProcedureName,
  ProcedureOutput,
  ServiceApi,
} from '../../common/contract/service-api';
import { acceptOffer } from '../assignment/accept-offer';
import { setAgentState } from '../assignment/set-agent-state';
import { dismissAttention, retryAttention } from '../attention/resolve-attention';
import { auditConfiguration } from '../config/audit-configuration';
import { readConfiguration } from '../config/current-configuration';
import { saveConfiguration } from '../config/save-configuration';
import { contactMails } from '../contacts/contact-mails';
import { byAgent } from '../contacts/history';
import { markReplyQueued } from '../contacts/mark-reply-queued';
import { prepareReply } from '../contacts/prepare-reply';
import { wrapUp } from '../contacts/wrap-up';
import { contactActionHandlers } from './contact-handlers';
import type { ApiDeps, Caller, DeskConnection } from './context';
import { intakeView } from './intake-view';
import { createRuleTrials } from './try-rules';
import { watchDesk } from './watch-desk';
import { watchIntake } from './watch-intake';

type Parsed<N extends ProcedureName> = ReturnType<ServiceApi[N]['input']['parse']>;
type Outcome<N extends ProcedureName> = ServiceApi[N]['kind'] extends 'subscription'
  ? AsyncIterable<ProcedureOutput<N>>
  : Promise<ProcedureOutput<N>>;

/** A call that was authorised. */
export type Call<N extends ProcedureName> = { caller: Caller; input: Parsed<N>; signal: AbortSignal };

/** What each procedure does. Its input was parsed and its caller's rights were looked at. */
export type Handlers = {
  [N in Exclude<ProcedureName, 'session.signIn'>]: (call: Call<N>) => Outcome<N>;
} & {
  'session.signIn': (call: {
    connection: DeskConnection;
    input: Parsed<'session.signIn'>;
  }) => Promise<ProcedureOutput<'session.signIn'>>;
};

/** Binds the procedures to what they work with. */
export function createHandlers(deps: ApiDeps): Handlers {
  const tryRules = createRuleTrials(deps);
  return {
    'session.signIn': async ({ connection, input }) => {
      const { token, expiresAt, agent, session } = await deps.signIn.signIn(input);
      connection.session = session;
      connection.refusal = null;
      return { token, expiresAt: expiresAt.toISOString(), agent };
    },
    'session.signOut': async ({ caller: { session, connection } }) => {
      await deps.signIn.signOut(session.agentId);
      connection.session = null;
      return {};
    },
    'session.mailStore': () => mailStoreAccess(deps),
    'desk.watch': ({ caller, signal }) => watchDesk(deps, caller, signal),
    'agents.setState': async ({ caller, input }) => {
      await setAgentState(deps, caller.session.agentId, input);
      return {};
    },
    'contacts.accept': async ({ caller, input }) => {
      await acceptOffer(deps, caller.session.agentId, input.contactId);
      return {};
    },
    'contacts.mails': async ({ caller, input }) => ({
      mails: await contactMails(deps, caller.session.agentId, input.contactId),
    }),
    'contacts.wrapUp': async ({ caller, input }) => {
      await wrapUp(deps, caller.session.agentId, input);
      return {};
    },
    ...contactActionHandlers(deps),
    'replies.prepare': ({ caller, input }) => prepareReply(deps, caller.session.agentId, input),
    'replies.appended': async ({ caller, input }) => ({ state: await appended(deps, caller, input) }),
    'intake.watch': ({ caller, signal }) => watchIntake(deps, caller, signal),
    'intake.status': () => intakeView(deps),
    'attention.retry': async ({ caller, input }) => {
      await retryAttention(deps, input.id, byAgent(caller.session.agentId));
      return {};
    },
    'attention.dismiss': async ({ caller, input }) => {
      await dismissAttention(deps, input.id, byAgent(caller.session.agentId));
      return {};
    },
    'configuration.get': () => configurationInForce(deps),
    'configuration.save': ({ caller, input }) =>
      saveConfiguration(deps, { ...input, by: byAgent(caller.session.agentId) }),
    'rules.try': ({ input }) => tryRules(input),
    'configuration.audit': async ({ input }) => ({ versions: await auditConfiguration(deps.db, input) }),
  };
}

async function appended(
  deps: ApiDeps,
  { session: { agentId } }: Caller,
  { outgoingId, location }: ProcedureInput<'replies.appended'>,
): Promise<ProcedureOutput<'replies.appended'>['state']> {
  return markReplyQueued(
    deps,
    { outgoingId: outgoingId as Parsed<'replies.appended'>['outgoingId'] },
    { location, onlyOwner: agentId },
    byAgent(agentId),
  );
}

/** The shared account's access: desks sign in to the store themselves ("direct"). */
async function mailStoreAccess({ config }: ApiDeps): Promise<MailStoreAccess> {
  const { imap, folders } = config.mailStore;
  return {
    host: imap.host,
    port: imap.port,
    security: imap.security,
    user: imap.user,
    pass: imap.pass,
    caPem: imap.caFile === undefined ? null : await readFile(imap.caFile, 'utf8'),
    folders,
  };
}

async function configurationInForce({ db }: ApiDeps): Promise<ProcedureOutput<'configuration.get'>> {
  const current = await readConfiguration(db);
  if (current === null) throw new CodedError('not-found', 'No queue and no entry point are configured yet');
  return current;
}
