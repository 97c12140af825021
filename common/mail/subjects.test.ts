import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseSubject } from './subjects';

describe('baseSubject', () => {
  it.each([
    ['Invoice 7'],
    ['Re: Invoice 7'],
    ['RE:RE: Fwd: Invoice 7'],
    ['Re[2]: invoice  7'],
    ['Re(3): Invoice 7'],
    ['Re^2: Invoice 7'],
    ['RE2: Invoice 7'],
    ['Re : Invoice 7'],
    ['AW: WG: Invoice 7'],
    ['SV: VS: Invoice 7'],
    ['Odp: PD: Invoice 7'],
    ['YNT: İLT: Invoice 7'],
    ['RV: RES: ENC: Invoice 7'],
    ['Réf : TR: Invoice 7'],
    ['Отв: НА: Invoice 7'],
    ['ΑΠ: Invoice 7'],
    ['השב: Invoice 7'],
    ['رد: Invoice 7'],
    ['RE：Invoice 7'],
    ['回复：转发：Invoice 7'],
    ['RE: 회신 Invoice 7'],
    ['회신: 답장: Invoice 7'],
    ['[users] Re: [users] Invoice 7'],
    ['Invoice 7 (fwd)'],
    ['Re: Invoice 7 [#10023-abcdefghijklmnop]'],
    ['[#10023-ABCDEFGHIJKLMNOP] Re: Invoice 7'],
    ['Invoice\t7\u200b'],
  ])('%j is about invoice 7', (subject) => {
    expect(baseSubject(subject)).toBe('invoice 7');
  });

  it.each([
    ['Regarding: invoice', 'regarding: invoice'],
    ['Repair: now', 'repair: now'],
    ['Re', 're'],
    ['Re:', ''],
    ['', ''],
    ['[tag]', '[tag]'],
    ['Invoice: re: 7', 'invoice: re: 7'],
    ['전달 일정', '전달 일정'],
    ['[#10023-short] x', 'x'],
  ])('%j is about %j', (subject, expected) => {
    expect(baseSubject(subject)).toBe(expected);
  });

  it('comes to an end for any subject, and changes no base subject', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (subject) => {
        const base = baseSubject(subject);
        expect(baseSubject(base)).toBe(base);
        expect(base.length).toBeLessThanOrEqual(subject.normalize('NFKC').toLowerCase().length);
      }),
    );
  });

  it('takes no longer for a long one', () => {
    const startedAt = Date.now();
    for (const part of ['re:', 're ', '[a] ', '[#1-', '(fwd)']) baseSubject(part.repeat(100_000));
    expect(Date.now() - startedAt).toBeLessThan(1000);
  });
});
