import type { ConfigurationInput } from '../../common/contract/configuration/configuration';
import { splitHeader } from '../../common/mail/header-block';
import type { RoutableMail } from '../../service/routing/compile-routing';
import { CSQ } from '../builders/routing';
import { LANGUAGES, PRODUCTS } from './rules-vocabulary';

type RuleInput = NonNullable<ConfigurationInput['rules']>[number];
type Pick = <T>(list: readonly T[]) => T;

const KEYWORDS_OF_A_GROUP = 6;
const WORDS = Object.values(LANGUAGES).map(({ matters, filler }) => ({
  matters: matters.split(' '),
  filler: filler.split(' '),
}));
const COUNT_OF_DOMAINS = 500;

/** The same numbers for the same seed (Park and Miller), so that two runs compare. */
function picker(seed: number): Pick {
  let state = seed;
  return (list) => {
    state = (state * 48_271) % 2_147_483_647;
    const picked = list[state % list.length];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  };
}

/**
 * Rules as a large site has them: three keyword groups each, of several words in one language, phrases and products among
 * them; some ask for senders or recipients as well; a few end the search.
 */
export function rulesOfASite(count: number): RuleInput[] {
  const pick = picker(17);
  const keyword = (matters: readonly string[]): string => {
    const form = pick(['word', 'word', 'open', 'phrase', 'product', 'product'] as const);
    if (form === 'product') return pick(PRODUCTS);
    if (form === 'phrase') return `${pick(matters)} ${pick(PRODUCTS)}`;
    return pick(matters) + (form === 'open' ? '*' : '');
  };
  return Array.from({ length: count }, (_, number): RuleInput => {
    const { matters } = pick(WORDS);
    const group = (join: 'and' | 'and-not', where: 'subject' | 'body' | 'subject-or-body') => ({
      join,
      in: where,
      any: Array.from({ length: KEYWORDS_OF_A_GROUP }, () => keyword(matters)),
    });
    const domain = `firm${number % COUNT_OF_DOMAINS}.example`;
    return {
      id: `rule-${number}`,
      name: `Rule ${number}`,
      when: {
        keywords: [
          group('and', pick(['subject', 'body', 'subject-or-body', 'subject-or-body'])),
          group(pick(['and', 'and', 'and-not']), 'subject-or-body'),
          group(pick(['and', 'and-not']), pick(['body', 'subject-or-body'])),
        ],
        senders: pick([true, false, false, false]) ? { patterns: [`*.${domain}`, domain] } : null,
        recipients: pick([true, false, false, false]) ? ['sales@example.com'] : [],
      },
      then: { csq: pick([CSQ.sales, CSQ.spare, null]), priority: pick([1, 2, 5, null]) },
      next: number % 50 === 49 ? 'stop' : 'go-on',
    };
  });
}

/** Mails of some five kilobytes, each in one language, with a few of the words that rules look for. */
export function mailsOfADay(count: number, bytes: number): RoutableMail[] {
  const pick = picker(4711);
  return Array.from({ length: count }, (_, number) => {
    const { matters, filler } = pick(WORDS);
    const word = (): string => {
      const kind = pick([
        'filler',
        'filler',
        'filler',
        'filler',
        'filler',
        'filler',
        'filler',
        'matter',
        'product',
      ] as const);
      if (kind === 'filler') return pick(filler);
      return kind === 'matter' ? pick(matters) : pick(PRODUCTS);
    };
    const sentence = (words: number): string => Array.from({ length: words }, word).join(' ');
    const lines: string[] = [];
    for (let size = 0; size < bytes;) {
      const line = `${sentence(12)}${pick(['.', ',', '?', '!', ''])}`;
      lines.push(line);
      size += Buffer.byteLength(line) + 2;
    }
    const to = pick(['support', 'sales']);
    return {
      fields: splitHeader(headerOf(to, number)),
      sender: { name: '', address: `p${number}@eu.firm${number % COUNT_OF_DOMAINS}.example` },
      subject: `${pick(['Re: ', '', 'AW: '])}${sentence(6)}`,
      text: lines.join('\r\n'),
      attachments: [],
    };
  });
}

function headerOf(to: string, number: number): string {
  return [
    'Return-Path: <bounce@mail.example>',
    'Delivered-To: account@mail.local',
    `Received: from mx${number % 7}.example by mail.local with esmtps for <${to}@example.com>; Mon, 2 Mar 2026 10:00:00 +0100`,
    'Received: from desktop by mx.example with esmtpsa; Mon, 2 Mar 2026 09:59:58 +0100',
    `From: Customer ${number} <p${number}@eu.firm${number % COUNT_OF_DOMAINS}.example>`,
    `To: "Example" <${to}@example.com>`,
    'Date: Mon, 2 Mar 2026 09:59:57 +0100',
    `Message-ID: <${number}@mx.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ].join('\r\n');
}
