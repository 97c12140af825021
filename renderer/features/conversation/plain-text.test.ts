import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textBlocks, textPieces } from './plain-text';

describe('textBlocks', () => {
  it('parts what was written from what was quoted', () => {
    expect(textBlocks('Hello\r\n\r\n> old\r\n> older\r\n\r\nBye\n')).toEqual([
      { kind: 'own', text: 'Hello' },
      { kind: 'quoted', text: '> old\n> older' },
      { kind: 'own', text: 'Bye' },
    ]);
  });

  it('keeps a quote together across its blank lines', () => {
    expect(textBlocks('> a\n\n> b')).toEqual([{ kind: 'quoted', text: '> a\n\n> b' }]);
  });

  it('loses no line', () => {
    const line = fc.constantFrom('text', '> quote', '', '>> deep', ' > not a quote');
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const kept = textBlocks(lines.join('\n')).flatMap((block) => block.text.split('\n'));
        expect(kept.filter((each) => each !== '')).toEqual(lines.filter((each) => each !== ''));
      }),
    );
  });
});

describe('textPieces', () => {
  it.each([
    ['see https://a.example/x?y=1.', 'https://a.example/x?y=1', 'https://a.example/x?y=1'],
    ['(www.a.example)', 'www.a.example', 'https://www.a.example'],
    ['https://en.example/A_(b) it', 'https://en.example/A_(b)', 'https://en.example/A_(b)'],
    ['write to jane.doe+x@a.example!', 'jane.doe+x@a.example', 'mailto:jane.doe+x@a.example'],
    ['"https://a.example/ü"', 'https://a.example/ü', 'https://a.example/ü'],
  ])('finds the link in %s', (text, shown, url) => {
    expect(textPieces(text).filter((piece) => piece.url !== null)).toEqual([{ text: shown, url }]);
  });

  it.each(['javascript:alert(1)', 'a@b', 'file:///etc/passwd', 'no link here'])('finds none in %s', (text) => {
    expect(textPieces(text)).toEqual([{ text, url: null }]);
  });

  it('changes no character', () => {
    const word = fc.constantFrom('https://a.example', 'www.b.example.', 'c@d.example,', ' ', '(', ')', 'x');
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join('');
        expect(
          textPieces(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
