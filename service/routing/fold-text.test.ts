import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from './fold-text';

describe('foldText', () => {
  it.each([
    ['case', 'ReFund ÀÉ', 'refund àé'],
    ['composed and not', 'cafe\u0301', 'café'],
    ['full width', 'ＡＢＣ１２', 'abc12'],
    ['the Turkish capital with a dot', 'İADE', 'iade'],
    ['the Turkish capital without', 'IADE', 'iade'],
    ['the Turkish letter without a dot', 'sıcak', 'sicak'],
    ['German', 'GROẞE Straße STRASSE', 'grosse strasse strasse'],
    ['both ends of Greek words', 'ΛΟΓΟΣ λόγος', 'λογοσ λόγοσ'],
    ['white space', 'a \t\r\n\u00a0\u3000 b', 'a b'],
    ['what nobody sees', 're\u00adf\u200bund ❤\ufe0f', 'refund ❤'],
    ['apostrophes and hyphens', 'don’t e\u2011mail', "don't e-mail"],
  ])('%s', (_name, text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('tells accents apart', () => {
    expect(foldText('résumé')).not.toBe(foldText('resume'));
  });

  it('does not take long over marks without end', () => {
    const startedAt = performance.now();
    foldText(`a${'\u0301\u0323'.repeat(128 * 1024)}`);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
  });
});
