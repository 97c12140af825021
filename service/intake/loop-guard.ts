import type { Route } from '../../common/contract/configuration/routing-explanation';
import type { AutomaticKind } from '../../common/mail/automatic-mail';

/** Why a mail gets no automatic reply although a rule asks for one. */
export type Withheld = 'automatic-mail' | 'blocked-sender' | 'own-address' | 'no-reply-address' | 'limit';

/** What the decision rests on, beside how many replies there were. */
export type Circumstances = {
  automatic: AutomaticKind | null;
  isReport: boolean;
  isBlocked: boolean;
  /** The sender is an address that delivers to us. */
  isOwnAddress: boolean;
  senderAddress: string;
};

/** Addresses behind which nobody reads, or many do: what vacation programs have always left alone (RFC 3834, 2). */
const UNANSWERABLE =
  /^(?:owner-.*|.*-(?:request|owner|relay|bounces?)|list-?serv|majordomo|mailer-?daemon|postmaster|bounces?|(?:.*[._-])?(?:no|do-?not|dont|never)[._-]?reply(?:[._-].*)?)$/;

/** Whether a mail may get no automatic reply whatever the number; null: it may. */
export function withheldBecause(mail: Circumstances): Withheld | null {
  if (mail.automatic !== null || mail.isReport) return 'automatic-mail';
  if (mail.isBlocked) return 'blocked-sender';
  if (mail.isOwnAddress) return 'own-address';
  const local = mail.senderAddress.slice(0, mail.senderAddress.lastIndexOf('@'));
  return UNANSWERABLE.test(local.replace(/\+.*$/, '')) ? 'no-reply-address' : null;
}

/**
 * Whether the list of blocked senders closed what this mail would open: no rule was looked at then. Its sender is shut out,
 * from open contacts and automatic replies too.
 */
export function isSenderBlocked({ close, ruleIds }: Pick<Route, 'close' | 'ruleIds'>): boolean {
  return close !== null && ruleIds.length === 0;
}
