import type { AgentId } from '../../common/ids';
import type { Drafts } from '../desk-mail/drafts';
import type { ReplySender } from '../desk-mail/send-reply';
import type { Handlers } from './handlers';

type Names = 'replies.send' | 'drafts.load' | 'drafts.save';

/** What the agent writes. */
export function replyHandlers(deps: {
  replies: ReplySender;
  drafts: Drafts;
  /** The signed-in agent; throws `not-signed-in`. */
  agentId: () => AgentId;
}): Pick<Handlers, Names> {
  const { replies, drafts, agentId } = deps;
  return {
    'replies.send': ({ contactId, ...content }) => replies.send(contactId, content),
    'drafts.load': async ({ contactId }) => ({ draft: await drafts.load(agentId(), contactId) }),
    'drafts.save': async ({ contactId, draft }) => {
      await drafts.save(agentId(), contactId, draft);
      return {};
    },
  };
}
