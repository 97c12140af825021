import type { Session } from '../session/session';
import type { Handlers } from './handlers';

type Names = 'attention.retry' | 'attention.dismiss';

/** Settling what needs attention. The service knows who may, and refuses the others. */
export function attentionHandlers(session: Session): Pick<Handlers, Names> {
  return {
    'attention.retry': (input) => session.call('attention.retry', input),
    'attention.dismiss': (input) => session.call('attention.dismiss', input),
  };
}
