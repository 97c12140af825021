import type { Configuration } from '../../common/contract/configuration/configuration';
import { compileRouting, type CompiledRouting } from '../routing/compile-routing';
import { readMail, type FetchedMail, type ReadMail } from './read-mail';

/** A mail that could not be read, and why: a code, nothing from the mail. */
export type UnreadableMail = { unreadable: string };

/** Reads mails, whatever they hold, and routes them by the configuration it was given last. */
export type MailReader = {
  configure: (configuration: Configuration) => void;
  /** Whether routing looks at more than the header, so that mails have to be fetched with their body. */
  needsBody: () => boolean;
  /** Gives an answer for each, in order. Never throws because of a mail. */
  read: (mails: readonly FetchedMail[]) => Promise<(ReadMail | UnreadableMail)[]>;
  stop: () => Promise<void>;
};

/** Starts what reads mails. Nothing is read before it is configured. */
export function startMailReader(): MailReader {
  let inForce: { configuration: Configuration; routing: CompiledRouting } | null = null;
  const routingInForce = (): CompiledRouting => {
    if (inForce === null) throw new Error('mails are read before there is a configuration');
    return inForce.routing;
  };
  return {
    configure: (configuration) => {
      if (inForce?.configuration === configuration) return;
      inForce = { configuration, routing: compileRouting(configuration) };
    },
    needsBody: () => routingInForce().needsBody,
    read: (mails) => Promise.all(mails.map((mail) => readMail(mail, routingInForce()))),
    stop: () => Promise.resolve(),
  };
}
