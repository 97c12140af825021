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

  it.each([
    ['an attribution', 'On Tue, 14 May 2024 at 09:05, Anna <anna@shop.example> wrote:\n\n> One?\n> Two?'],
    ['an attribution without marks', 'Am 14.05.2024 um 09:05 schrieb Anna:\n\nEins?\n\nZwei?'],
    ['Outlook’s header', 'From: Anna\nSent: Tuesday, 14 May 2024 09:05\nTo: Bea\nSubject: Price\n\nOne?'],
    ['a separator', '-----Original Message-----\nFrom: Anna\n\nOne?'],
  ])('folds what stands under %s', (_name, quote) => {
    expect(textBlocks(`Yes.\r\n\r\n${quote}\n`)).toEqual([
      { kind: 'own', text: 'Yes.' },
      { kind: 'quoted', text: quote },
    ]);
  });

  it('leaves a signature and the header of a forwarded mail in view', () => {
    expect(textBlocks('Yes.\n\n-- \nAnna\n\nOn 14 May 2024, Bea wrote:\n> One?\n')).toEqual([
      { kind: 'own', text: 'Yes.\n\n-- \nAnna' },
      { kind: 'quoted', text: 'On 14 May 2024, Bea wrote:\n> One?' },
    ]);
    const forwarded = '-------- Forwarded Message --------\nFrom: Anna\nSubject: Late\nTo: Bea\n\nWhere is it?';
    expect(textBlocks(forwarded)).toEqual([{ kind: 'own', text: forwarded }]);
  });

  it('folds an attribution with the quote it belongs to when quotes are answered one by one', () => {
    expect(textBlocks('Hi\n\nOn 14 May 2024, Anna wrote:\n> One?\nYes.\n> Two?\nNo.')).toEqual([
      { kind: 'own', text: 'Hi' },
      { kind: 'quoted', text: 'On 14 May 2024, Anna wrote:\n> One?' },
      { kind: 'own', text: 'Yes.' },
      { kind: 'quoted', text: '> Two?' },
      { kind: 'own', text: 'No.' },
    ]);
  });

  it('is done with a long mail before anybody waits', () => {
    const paragraph = `${'words '.repeat(12)}\n${'words '.repeat(12)}:\n\n`;
    const mail = `${paragraph.repeat(3000)}On 14 May 2024, Anna wrote:\n${'> a quoted line of text\n'.repeat(10_000)}`;
    const started = Date.now();
    expect(textBlocks(mail).map(({ kind }) => kind)).toEqual(['own', 'quoted']);
    expect(Date.now() - started).toBeLessThan(1000);
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
