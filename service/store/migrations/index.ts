import type { Kysely } from 'kysely';
import * as foundation from './0001-foundation';
import * as closedContacts from './0002-closed-contacts';
import * as unfiledBounced from './0003-unfiled-bounced';
import * as ledgerDigest from './0004-ledger-digest';
import * as routing from './0005-routing';
import * as mailPlaces from './0007-mail-places';
import * as agentSkills from './0008-agent-skills';
import * as contactActions from './0009-contact-actions';

/** One step of the database's shape. Once released it is never changed: what follows is a new step. */
export type Migration = { number: number; name: string; up: (db: Kysely<unknown>) => Promise<void> };

/** All steps, in order. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: 'foundation', up: foundation.up },
  { number: 2, name: 'closed-contacts', up: closedContacts.up },
  { number: 3, name: 'unfiled-bounced', up: unfiledBounced.up },
  { number: 4, name: 'ledger-digest', up: ledgerDigest.up },
  { number: 5, name: 'routing', up: routing.up },
  { number: 7, name: 'mail-places', up: mailPlaces.up },
  { number: 8, name: 'agent-skills', up: agentSkills.up },
  { number: 9, name: 'contact-actions', up: contactActions.up },
];
