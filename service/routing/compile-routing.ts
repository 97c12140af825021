import type { Configuration } from '../../common/contract/configuration/configuration';
import type { Route } from '../../common/contract/configuration/routing-explanation';
import type { HeaderMailbox } from '../../common/mail/address-list';
import { normaliseAddress } from '../../common/mail/addresses';
import type { HeaderField } from '../../common/mail/header-block';
import { matchRecipient } from './match-recipient';

/** A file that a mail brings: its name made safe, its type in lower case, its size decoded, in octets. */
export type MailAttachment = { name: string; type: string; sizeBytes: number };

/** What routing looks at. `text` and `attachments` are null where the mail's body was not read. */
export type RoutableMail = {
  fields: readonly HeaderField[];
  sender: HeaderMailbox | null;
  /** Decoded. */
  subject: string;
  /** What a reader sees of it, plain. */
  text: string | null;
  attachments: readonly MailAttachment[] | null;
};

/** The configuration made ready to be applied to one mail after the other. */
export type CompiledRouting = {
  /** Whether any rule looks at more than the header, so that mails have to be fetched whole. */
  needsBody: boolean;
  /** Where the mail goes, that arrived at this time. */
  route: (mail: RoutableMail, arrivedAt: Date) => Route;
};

/** Makes a configuration ready. It was validated before: nothing in it is refused here. */
export function compileRouting(configuration: Configuration): CompiledRouting {
  const entryPoints = configuration.entryPoints.map((point) => ({
    ...point,
    address: normaliseAddress(point.address) ?? point.address,
  }));
  const fallback = entryPoints.find((point) => point.isDefault) ?? entryPoints[0];
  const defaultCsq = configuration.csqs.find((csq) => csq.isDefault);
  if (fallback === undefined || defaultCsq === undefined) throw new Error('the configuration was not validated');
  const { skill, priority } = configuration.defaultRule;
  return {
    needsBody: false,
    route: ({ fields }) => {
      const hit = matchRecipient(fields, entryPoints);
      return {
        csqId: hit?.csq ?? defaultCsq.id,
        entryPointId: (hit ?? fallback).id,
        warning: hit === null ? 'no-known-recipient' : null,
        skill,
        priority,
        contactType: null,
        autoReply: null,
        close: null,
        isVip: false,
        ruleIds: [],
      };
    },
  };
}
