import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDocuments } from './compare-documents';

function compared(before: unknown, after: unknown): string[] {
  return [...compareDocuments(before, after)].map(
    ({ path, name, from, to }) => `${path.join('.')} ${name ?? '-'}: ${from ?? 'nothing'} > ${to ?? 'nothing'}`,
  );
}

describe('compareDocuments', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['nothing', { a: [{ id: 'x' }] }, { a: [{ id: 'x' }] }, []],
    ['a value', { a: { b: 1 } }, { a: { b: null } }, ['a.b -: 1 > null']],
    ['a value that is new, or gone', { a: 1 }, { b: 'two' }, ['a -: 1 > nothing', 'b -: nothing > two']],
    [
      'an entry by its id, whatever its place',
      { rules: [{ id: 'x', name: 'X', n: 1 }] },
      {
        rules: [
          { id: 'y', name: 'Y' },
          { id: 'x', name: 'X', n: 2 },
        ],
      },
      ['rules.x.n X: 1 > 2', 'rules.y Y: nothing > {"id":"y","name":"Y"}'],
    ],
    [
      'the order of entries',
      { rules: [{ id: 'x' }, { id: 'y' }] },
      { rules: [{ id: 'y' }, { id: 'x' }] },
      ['rules -: x, y > y, x'],
    ],
    ['plain values', { a: ['x', 'y'] }, { a: ['y', 'z'] }, ['a -: x > nothing', 'a -: nothing > z']],
    ['the order of plain values', { a: ['x', 'y'] }, { a: ['y', 'x'] }, ['a -: ["x","y"] > ["y","x"]']],
    ['other lists as a whole', { a: [{ d: 1 }] }, { a: [] }, ['a -: [{"d":1}] > []']],
    ['a list that is new', {}, { a: [{ id: 'x', address: 'a@b' }] }, ['a.x a@b: nothing > {"id":"x","address":"a@b"}']],
  ])('tells of %s', (_what, before, after, expected) => {
    expect(compared(before, after)).toEqual(expected);
  });

  it('shortens long values', () => {
    const [change] = [...compareDocuments({ a: 'x'.repeat(1000) }, {})];
    expect(change?.from).toHaveLength(200);
  });

  it('takes nothing that every object inherits for a part of a document', () => {
    expect(compared({}, { valueOf: null })).toHaveLength(1);
    expect(compared({ toString: 'x' }, {})).toHaveLength(1);
  });

  it('finds a difference exactly where there is one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(compared(one, one)).toEqual([]);
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        if (!isSame && typeof one !== 'object') expect(compared(one, other).length).toBeGreaterThan(0);
        expect(compared({ v: [one] }, { v: [other] }).length > 0).toBe(compared({ v: one }, { v: other }).length > 0);
      }),
    );
  });
});
