import type { Configuration } from '../../common/contract/configuration/configuration';
import type { Route, RoutingExplanation } from '../../common/contract/configuration/routing-explanation';
import type { Rule } from '../../common/contract/configuration/rule';
import type { HeaderMailbox } from '../../common/mail/address-list';
import { normaliseAddress } from '../../common/mail/addresses';
import type { HeaderField } from '../../common/mail/header-block';
import { AddressPatterns } from './address-patterns';
import { KeywordGroups } from './keyword-groups';
import { MailFacts, type Lookups } from './mail-facts';
import { recipientMatcher } from './match-recipient';
import { officeHoursOf } from './office-hours';
import { RuleBook } from './rule-book';

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
  /** The same, and why: which rule matched, and why each one before it did not. */
  explain: (mail: RoutableMail, arrivedAt: Date) => RoutingExplanation;
};

/** Makes a configuration ready. It was validated before: nothing in it is refused here. */
export function compileRouting(configuration: Configuration): CompiledRouting {
  const evaluate = evaluator(configuration);
  return {
    needsBody: configuration.rules.some((rule) => rule.isEnabled && looksAtBody(rule)),
    route: (mail, arrivedAt) => evaluate(mail, arrivedAt, null).route,
    explain: (mail, arrivedAt) => {
      const rules: RoutingExplanation['rules'] = [];
      return { ...evaluate(mail, arrivedAt, rules), rules };
    },
  };
}

function looksAtBody({ when: { keywords, attachments, languages } }: Rule): boolean {
  return keywords.some((group) => group.in !== 'subject') || attachments !== null || languages.length > 0;
}

type Evaluation = Omit<RoutingExplanation, 'rules'>;
type Evaluate = (mail: RoutableMail, arrivedAt: Date, trace: RoutingExplanation['rules'] | null) => Evaluation;

/** The one evaluation, for routes and explanations alike: recipient, then sender lists, then rules, then default rule. */
function evaluator(configuration: Configuration): Evaluate {
  const { blockedReason, vipPriority } = configuration.senderLists;
  const place = recipientPlaces(configuration);
  const blocked = new AddressPatterns(configuration.senderLists.blocked);
  const lookups = lookupsOf(configuration);
  const rules = new RuleBook(configuration.rules, lookups.keywords);
  return (mail, arrivedAt, trace) => {
    const { csqId, calendar, entryPointId, by } = place(mail.fields);
    const facts = new MailFacts(mail, lookups, { at: arrivedAt, calendar });
    const blockedBy = facts.senderAddress === null ? null : blocked.find(facts.senderAddress);
    const isVip = facts.vipBy !== null;
    const { results, ruleIds } = rules.apply(facts, { isReached: blockedBy === null, trace });
    const route: Route = {
      csqId: results.csq ?? csqId,
      entryPointId,
      warning: by === null ? 'no-known-recipient' : null,
      skill: results.skill ?? configuration.defaultRule.skill,
      priority: results.priority ?? (isVip ? vipPriority : null) ?? configuration.defaultRule.priority,
      contactType: results.contactType,
      autoReply: results.autoReply,
      close: blockedBy === null ? results.close : blockedReason,
      isVip,
      ruleIds,
    };
    return {
      recipient: { field: by?.field ?? null, address: by?.address ?? null },
      blockedBy,
      vipBy: facts.vipBy,
      route,
    };
  };
}

type Place = Pick<Route, 'csqId' | 'entryPointId'> & {
  calendar: string | null;
  by: { field: string; address: string } | null;
};

/** The queue and the entry point that a header names, else the default ones. */
function recipientPlaces({ entryPoints, csqs }: Configuration): (fields: readonly HeaderField[]) => Place {
  const find = recipientMatcher(
    entryPoints.map((point) => ({ ...point, address: normaliseAddress(point.address) ?? point.address })),
  );
  const fallback = entryPoints.find((point) => point.isDefault);
  const defaultCsq = csqs.find((csq) => csq.isDefault);
  if (fallback === undefined || defaultCsq === undefined) throw new Error('the configuration was not validated');
  const calendars = new Map(csqs.map((csq) => [csq.id, csq.calendar]));
  return (fields) => {
    const hit = find(fields);
    const csqId = hit?.entryPoint.csq ?? defaultCsq.id;
    return {
      csqId,
      entryPointId: (hit?.entryPoint ?? fallback).id,
      calendar: calendars.get(csqId) ?? null,
      by: hit?.by ?? null,
    };
  };
}

function lookupsOf({ senderLists, senderGroups, calendars, rules }: Configuration): Lookups {
  return {
    vip: new AddressPatterns(senderLists.vip),
    senderGroups: new Map(
      senderGroups.map(({ id, name, members }) => [id, { name, members: new AddressPatterns(members) }]),
    ),
    calendars: new Map(calendars.map((calendar) => [calendar.id, officeHoursOf(calendar)])),
    keywords: new KeywordGroups(rules.flatMap(({ isEnabled, when }) => (isEnabled ? when.keywords : []))),
  };
}
