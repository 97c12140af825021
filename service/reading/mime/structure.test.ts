import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MimePart } from './part';
import { readStructure } from './structure';

type Shape = string | [string, ...Shape[]];

/** The types of the parts, and the bodies of those that have no parts. */
function shapeOf(source: Buffer, part: MimePart): Shape {
  if (part.children.length > 0) return [part.type, ...part.children.map((child) => shapeOf(source, child))];
  return `${part.type}: ${source.toString('utf8', part.start, part.end)}`;
}
const read = (...lines: string[]): Shape => {
  const { root, source } = readStructure(Buffer.from(lines.join('\r\n')));
  return shapeOf(source, root);
};
const multipart = (kind: string, boundary: string): string => `Content-Type: multipart/${kind}; boundary="${boundary}"`;

describe('readStructure', () => {
  it('finds the parts, and leaves out preamble and epilogue', () => {
    const mail = [
      multipart('mixed', 'b'),
      '',
      'preamble',
      '--b',
      '',
      'one',
      '--b ',
      'Content-Type: text/html',
      '',
      'two',
      '--b--',
      'epilogue',
    ];
    expect(read(...mail)).toEqual(['multipart/mixed', 'text/plain: one', 'text/html: two']);
    expect(shapeOf(...asArguments(mail.join('\n')))).toEqual(read(...mail));
    expect(shapeOf(...asArguments(mail.join('\r')))).toEqual(read(...mail));
  });

  it('finds parts of parts', () => {
    const inner = [multipart('alternative', 'b.1'), '', '--b.1', '', 'plain', '--b.1--', ''];
    expect(read(multipart('mixed', 'b'), '', '--b', ...inner, '--b', '', 'two', '--b--')).toEqual([
      'multipart/mixed',
      ['multipart/alternative', 'text/plain: plain'],
      'text/plain: two',
    ]);
  });

  it.each<[string, string[], Shape]>([
    [
      'a last boundary that is missing',
      [multipart('mixed', 'b'), '', '--b', '', 'one'],
      ['multipart/mixed', 'text/plain: one'],
    ],
    [
      'an inner one that only the outer ends',
      [multipart('mixed', 'b'), '', '--b', multipart('mixed', 'c'), '', '--c', '', 'one', '--b', '', 'two', '--b--'],
      ['multipart/mixed', ['multipart/mixed', 'text/plain: one'], 'text/plain: two'],
    ],
    [
      'the same boundary twice',
      [
        multipart('mixed', 'b'),
        '',
        '--b',
        multipart('mixed', 'b'),
        '',
        '--b',
        '',
        'one',
        '--b--',
        '--b',
        '',
        'two',
        '--b--',
      ],
      ['multipart/mixed', ['multipart/mixed', 'text/plain: one'], 'text/plain: two'],
    ],
    [
      'no boundary in the header',
      ['Content-Type: multipart/mixed', '', '--x', '', 'one', '--x--'],
      ['multipart/mixed', 'text/plain: one'],
    ],
    [
      'no boundary at all',
      ['Content-Type: multipart/mixed; boundary=b', '', 'just text'],
      'multipart/mixed: just text',
    ],
    [
      'a part without header and empty line',
      [multipart('mixed', 'b'), '', '--b', 'just text', '--b--'],
      ['multipart/mixed', 'text/plain: just text'],
    ],
    [
      'a part without anything',
      [multipart('mixed', 'b'), '', '--b', '--b', '', 'x', '--b--'],
      ['multipart/mixed', 'text/plain: ', 'text/plain: x'],
    ],
    [
      'a part of a header alone',
      [multipart('mixed', 'b'), '', '--b', 'Content-Type: image/png', '--b--'],
      ['multipart/mixed', 'image/png: '],
    ],
    [
      'a boundary in a longer line',
      [multipart('mixed', 'b'), '', '--b', '', '--bb', 'x --b', '--b--'],
      ['multipart/mixed', 'text/plain: --bb\r\nx --b'],
    ],
    [
      'an attached message',
      [
        multipart('mixed', 'b'),
        '',
        '--b',
        'Content-Type: message/rfc822',
        '',
        multipart('mixed', 'c'),
        '',
        '--c',
        '--b--',
      ],
      ['multipart/mixed', `message/rfc822: ${multipart('mixed', 'c')}\r\n\r\n--c`],
    ],
    [
      'a digest',
      [multipart('digest', 'b'), '', '--b', '', 'Subject: x', '', 'y', '--b--'],
      ['multipart/digest', 'message/rfc822: Subject: x\r\n\r\ny'],
    ],
    ['a type that is none', ['Content-Type: text', '', 'x'], 'text/plain: x'],
    ['nothing', [], 'text/plain: '],
  ])('%s', (_name, lines, expected) => {
    expect(read(...lines)).toEqual(expected);
  });

  it('keeps what is nested too deep as it is', () => {
    const depth = 600;
    const opening = Array.from({ length: depth }, (_, at) => `${multipart('mixed', `b${at}`)}\r\n\r\n--b${at}`);
    const { root, isCut } = readStructure(Buffer.from(`${opening.join('\r\n')}\r\n\r\ninnermost`));
    expect(isCut).toBe(true);
    let part = root;
    while (part.children[0] !== undefined) part = part.children[0];
    expect(part).toMatchObject({ depth: 500, isTooDeep: true });
  });

  it('keeps what comes after too many parts with the last', () => {
    const source = Buffer.from(`${multipart('mixed', 'b')}\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}`);
    const { root, isCut } = readStructure(source);
    expect(isCut).toBe(true);
    expect(root.children).toHaveLength(9999);
    expect(root.children.at(-1)?.end).toBe(source.length);
  });

  it('never throws, and every part stands within its parent, behind the one before', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        '--b',
        '--b--',
        '--c',
        '--c--',
        multipart('mixed', 'b'),
        multipart('alternative', 'c'),
        'text',
        'Content-Type: message/rfc822',
        ' folded',
        '--',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const { root, source } = readStructure(Buffer.from(lines.join(end)));
        expect(root.end).toBe(source.length);
        checkPlaces(root);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (octets) => readStructure(Buffer.from(octets)).root.depth === 0),
    );
  });
});

function asArguments(text: string): [Buffer, MimePart] {
  const { source, root } = readStructure(Buffer.from(text));
  // the lines of the expected bodies end with nothing
  return [source, root];
}

function checkPlaces(part: MimePart): void {
  expect(part.start).toBeLessThanOrEqual(part.end);
  let at = part.start;
  for (const child of part.children) {
    expect(child.start).toBeGreaterThanOrEqual(at);
    expect(child.end).toBeLessThanOrEqual(part.end);
    checkPlaces(child);
    at = child.end;
  }
}
