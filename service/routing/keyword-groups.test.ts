import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from './fold-text';
import { KeywordGroups } from './keyword-groups';

const has = (keyword: string, text: string): boolean => {
  const groups = new KeywordGroups([{ join: 'and', in: 'body', any: [keyword] }]);
  return groups.read({ subject: '', body: text }).length === 1;
};

describe('keywords', () => {
  it.each([
    ['refund', 'I want a REFUND.'],
    ['refund', 'refund'],
    ['credit card', 'my Credit\r\n  card'],
    ['refund*', 'two refunds'],
    ['*fund', 'a refund, please'],
    ['*fun*', 'a refunded order'],
    ['c++', 'written in C++, mostly'],
    ['#42', 'order#42'],
    ["don't", 'I don’t know'],
    ['iade', 'Para İADE istiyorum'],
    ['IADE', 'para iade'],
    ['ılık', 'ILIK'],
    ['Straße', 'in der STRASSE'],
    ['café', 'cafe\u0301 au lait'],
    ['zwrot pieniędzy', 'proszę o ZWROT PIENIĘDZY!'],
    ['возврат', 'Прошу ВОЗВРАТ денег'],
    ['退款', '我要退款，谢谢'],
    ['返金', 'すぐに返金してください'],
    ['환불', '환불을 부탁드립니다'],
    ['คืนเงิน', 'ขอคืนเงินค่ะ'],
    ['VIP', 'VIP会員です'],
    ['धन', 'धन वापसी'],
    ['re\u00adfund', 'refund'],
    ['😀', 'thanks😀!'],
    ['𠮷野家', '昨日𠮷野家で'],
  ])('%s is in %s', (keyword, text) => {
    expect(has(keyword, text)).toBe(true);
  });

  it.each([
    ['refund', 'refunds'],
    ['refund', 'norefund'],
    ['refund*', 'norefunds'],
    ['*fund', 'refunds'],
    ['resume', 'résumé'],
    ['cafe', 'cafe\u0301s'],
    ['e', 'e\u0323'],
    ['credit card', 'creditcard'],
    ['100', '1000'],
    ['धन', 'धनी'],
    ['สินค', 'สินค้า'],
    ['возврат', 'возвратный'],
    ['a_b', 'a_bc'],
  ])('%s is not in %s', (keyword, text) => {
    expect(has(keyword, text)).toBe(false);
  });

  it('looks where the group says, and says by what and where it was hit', () => {
    const groups = new KeywordGroups([
      { join: 'and', in: 'subject', any: ['Refund'] },
      { join: 'and', in: 'body', any: ['nothing', 'Refund*'] },
      { join: 'and', in: 'subject-or-body', any: ['REFUND'] },
      { join: 'and', in: 'subject-or-body', any: ['nothing'] },
    ]);
    expect(groups.read({ subject: 'none', body: 'refund' }).sort()).toEqual([1, 2]);
    expect(groups.foundBy(1)).toEqual({ keyword: 'Refund*', field: 'body' });
    expect(groups.read({ subject: 'refund', body: null }).sort()).toEqual([0, 2]);
    expect(groups.foundBy(2)).toEqual({ keyword: 'REFUND', field: 'subject' });
    expect([0, 1, 2, 3].map((group) => groups.has(group))).toEqual([true, false, true, false]);
    expect(groups.read({ subject: '', body: '' })).toEqual([]);
    expect([0, 1, 2, 3].some((group) => groups.has(group))).toBe(false);
  });

  it('looks no further than 256 K characters', () => {
    const filler = 'x '.repeat(128 * 1024 - 4);
    expect(has('refund', `${filler}refund`)).toBe(true);
    expect(has('refund', `${filler}   refund`)).toBe(false);
  });

  it('does not take long over keywords and a text that are all alike', () => {
    const keywords = Array.from({ length: 200 }, (_, index) => 'a'.repeat(index + 1));
    const groups = new KeywordGroups([{ join: 'and', in: 'body', any: keywords }]);
    const startedAt = performance.now();
    expect(groups.read({ subject: '', body: 'a'.repeat(32 * 1024) })).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('finds what a search one by one finds', () => {
    const letters = fc.constantFrom('a', 'b', 'B', 'ab', ' ', '  ', 'é', 'e\u0301', 'ı', 'ß', '-', '환', '退', '\n');
    const text = fc.string({ unit: letters, maxLength: 60 });
    const ends = fc.constantFrom('', '*');
    const keyword = fc
      .tuple(ends, fc.string({ unit: letters, minLength: 1, maxLength: 4 }), ends)
      .map((parts) => parts.join(''));
    const groupsOfWords = fc.array(fc.array(keyword, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(groupsOfWords, fc.array(text, { minLength: 1, maxLength: 3 }), (keywords, texts) => {
        const groups = new KeywordGroups(keywords.map((any) => ({ join: 'and', in: 'body', any })));
        for (const body of texts) {
          const expected = keywords.flatMap((any, group) => (any.some((one) => isIn(one, body)) ? [group] : []));
          expect(groups.read({ subject: '', body }).sort((a, b) => a - b)).toEqual(expected);
        }
      }),
      { numRuns: 250 },
    );
  });
});

/** The same by a regular expression for each keyword: slow, and plain to see. */
function isIn(keyword: string, body: string): boolean {
  const folded = foldText(keyword).trim();
  const core = folded.replace(/^\*+|\*+$/g, '').trim();
  if (core === '') return false;
  const letter = '(?:(?![환退])[\\p{L}\\p{N}_]\\p{M}*)';
  const before = folded.startsWith('*') || !new RegExp(`^${letter}`, 'u').test(core) ? '' : `(?<!${letter})`;
  const endsInWord = new RegExp(`${letter}$`, 'u').test(core);
  const after = folded.endsWith('*') ? '' : endsInWord ? `(?!${letter}|\\p{M})` : '(?!\\p{M})';
  const literal = core.replaceAll('*', '\\*');
  return new RegExp(`${before}${literal}${after}`, 'u').test(foldText(body));
}
