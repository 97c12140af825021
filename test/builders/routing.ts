import {
  configurationSchema,
  type Configuration,
  type ConfigurationInput,
} from '../../common/contract/configuration/configuration';
import { splitHeader } from '../../common/mail/header-block';
import type { CsqId, EntryPointId } from '../../common/ids';
import type { RoutableMail } from '../../service/routing/compile-routing';

/** Queues and entry points by the words that tests call them by. */
export const CSQ = { support: id<CsqId>('1'), sales: id<CsqId>('2'), spare: id<CsqId>('3') };
export const ENTRY_POINT = { support: id<EntryPointId>('a'), sales: id<EntryPointId>('b') };

function id<T extends string>(digit: string): T {
  return `00000000-0000-4000-8000-${digit.repeat(12)}` as T;
}

/** A valid configuration of three queues, of which support is the default one, and two addresses; the rest by the test. */
export function routingConfiguration(parts: Partial<ConfigurationInput> = {}): Configuration {
  return configurationSchema.parse({
    csqs: [
      { id: CSQ.support, name: 'Support', isDefault: true },
      { id: CSQ.sales, name: 'Sales' },
      { id: CSQ.spare, name: 'Spare' },
    ],
    entryPoints: [
      {
        id: ENTRY_POINT.support,
        address: 'support@example.com',
        displayName: 'Support',
        csq: CSQ.support,
        isDefault: true,
      },
      { id: ENTRY_POINT.sales, address: 'sales@example.com', displayName: 'Sales', csq: CSQ.sales },
    ],
    ...parts,
  });
}

type MailParts = Partial<Omit<RoutableMail, 'fields' | 'sender'>> & { header?: string; from?: string | null };

/** A mail to support, as it is after reading. */
export function routableMail({ header, from = 'ana@customer.example', ...parts }: MailParts = {}): RoutableMail {
  return {
    fields: splitHeader(header ?? 'To: support@example.com'),
    sender: from === null ? null : { name: '', address: from },
    subject: '',
    text: '',
    attachments: [],
    ...parts,
  };
}
