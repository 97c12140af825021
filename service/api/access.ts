import { ROLES, type Role } from '../../common/contract/agent';
import type { ProcedureName } from '../../common/contract/service-api';

/** Who may call a procedure. `ownership` is looked at by the transition itself, on the locked row. */
export type Access = { roles: 'anyone' | readonly Role[]; needsCsq?: boolean; ownership?: 'contact' | 'outgoing' };

const SUPERVISING: readonly Role[] = ['supervisor', 'administrator'];
const ADMINISTERING: readonly Role[] = ['administrator'];

/**
 * The one table of rights. A procedure that is not here does not compile; a role that is not named is refused. A person
 * sees only what the role and the queues allow: with no queue there is no mail store either.
 */
export const ACCESS: Readonly<Record<ProcedureName, Access>> = {
  'session.signIn': { roles: 'anyone' },
  'session.signOut': { roles: ROLES },
  'session.mailStore': { roles: ROLES, needsCsq: true },
  'desk.watch': { roles: ROLES },
  'agents.setState': { roles: ROLES, needsCsq: true },
  'contacts.accept': { roles: ROLES, ownership: 'contact' },
  'contacts.mails': { roles: ROLES, ownership: 'contact' },
  'contacts.wrapUp': { roles: ROLES, ownership: 'contact' },
  'contacts.closeWithoutReply': { roles: ROLES, ownership: 'contact' },
  'contacts.requeue': { roles: ROLES, ownership: 'contact' },
  'contacts.transferToCsq': { roles: ROLES, ownership: 'contact' },
  'contacts.addNote': { roles: ROLES, ownership: 'contact' },
  'contacts.notes': { roles: ROLES, ownership: 'contact' },
  'contacts.postpone': { roles: ROLES, ownership: 'contact' },
  'contacts.resume': { roles: ROLES, ownership: 'contact' },
  'replies.prepare': { roles: ROLES, ownership: 'contact' },
  'replies.appended': { roles: ROLES, ownership: 'outgoing' },
  'intake.watch': { roles: SUPERVISING },
  'intake.status': { roles: SUPERVISING },
  'attention.retry': { roles: SUPERVISING },
  'attention.dismiss': { roles: SUPERVISING },
  'configuration.get': { roles: ADMINISTERING },
  'configuration.save': { roles: ADMINISTERING },
  'configuration.audit': { roles: ADMINISTERING },
  'rules.try': { roles: ADMINISTERING },
};
