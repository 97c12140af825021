import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTnef } from './read-tnef';

const uint16 = (value: number): Buffer => Buffer.from(Uint16Array.of(value).buffer);
const uint32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const attribute = (level: number, id: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([level]), uint32(id), uint32(data.length), data, uint16(0)]);
const tnef = (...attributes: Buffer[]): Buffer => Buffer.concat([uint32(0x223e9f78), uint16(1), ...attributes]);

const padded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
const variable = (tag: number, data: Buffer): Buffer =>
  Buffer.concat([uint32(tag), uint32(1), uint32(data.length), padded(data)]);
const properties = (...own: Buffer[]): Buffer => Buffer.concat([uint32(own.length), ...own]);
const text = (value: string): Buffer => Buffer.from(`${value}\0`, 'utf16le');

const RENDERING = attribute(2, 0x00069002, Buffer.alloc(14));
const ascii = (value: string): Buffer => Buffer.from(`${value}\0`, 'latin1');

/** A named property of a fixed size before the ones that are looked for. */
const named = Buffer.concat([
  uint32(0x80000003),
  Buffer.alloc(16),
  uint32(1),
  uint32(4),
  Buffer.from('a\0\0\0'),
  uint32(7),
]);

describe('readTnef', () => {
  it('unpacks files with their long names, types and sizes', () => {
    const longName = properties(
      named,
      variable(0x3707001f, text('Grüße ../und mehr.docx')),
      variable(0x370e001f, text('Image/PNG')),
    );
    const file = tnef(
      attribute(1, 0x00069007, Buffer.concat([uint32(1252), uint32(0)])),
      RENDERING,
      attribute(2, 0x00018010, ascii('GR~1.DOC')),
      attribute(2, 0x0006800f, Buffer.alloc(1234)),
      attribute(2, 0x00069005, longName),
      RENDERING,
      attribute(2, 0x00018010, Buffer.from('Gr\xfc\xdfe.txt\0', 'latin1')),
      attribute(2, 0x0006800f, Buffer.from('Hello')),
    );
    expect(readTnef(file)?.files).toEqual([
      { name: 'und mehr.docx', type: 'image/png', sizeBytes: 1234 },
      { name: 'Grüße.txt', type: 'application/octet-stream', sizeBytes: 5 },
    ]);
  });

  const compressed = (rtf: string): Buffer =>
    Buffer.concat([
      uint32(rtf.length + 12),
      uint32(rtf.length),
      Buffer.from('MELA'),
      uint32(0),
      Buffer.from(rtf, 'latin1'),
    ]);
  // the example of MS-OXRTFCP, 3.1.1: {\rtf1\ansi\ansicpg1252\pard hello world}
  const lzfu = Buffer.from(
    '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
    'hex',
  );

  it.each<[string, Buffer, string]>([
    ['its own attribute', attribute(1, 0x0002800c, ascii('Hello')), 'Hello'],
    ['the property of plain text', attribute(1, 0x00069003, properties(variable(0x1000001f, text('Grüße')))), 'Grüße'],
    ['HTML', attribute(1, 0x00069003, properties(variable(0x10130102, Buffer.from('<p>Grüße</p>')))), 'Grüße'],
    [
      'RTF',
      attribute(
        1,
        0x00069003,
        properties(
          variable(0x10090102, compressed("{\\rtf1{\\fonttbl{\\f0 Arial;}}Gr\\'fc\\u223?e\\par {\\*\\x y}z}")),
        ),
      ),
      'Grüße\nz',
    ],
    ['compressed RTF', attribute(1, 0x00069003, properties(variable(0x10090102, lzfu))), 'hello world'],
  ])('finds the text in %s', (_name, own, expected) => {
    expect(readTnef(tnef(own))?.text).toBe(expected);
  });

  it('takes an embedded message for what it is', () => {
    const inner = Buffer.concat([Buffer.alloc(16, 7), tnef()]);
    const file = tnef(
      RENDERING,
      attribute(2, 0x00069005, properties(variable(0x3701000d, inner), variable(0x3001001f, text('x')))),
    );
    expect(readTnef(file)?.files).toEqual([
      { name: 'attachment.bin', type: 'application/ms-tnef', sizeBytes: inner.length - 16 },
    ]);
  });

  it.each<[string, Buffer]>([
    ['an attribute', Buffer.concat([tnef(RENDERING), Buffer.from([1]), uint32(0x00069003), uint32(0xffffffff)])],
    [
      'a property',
      tnef(
        attribute(
          1,
          0x00069003,
          Buffer.concat([uint32(0xffffffff), uint32(0x1000001f), uint32(0xffffffff), uint32(0xfffffff0)]),
        ),
      ),
    ],
    [
      'an empty value, four thousand million times',
      tnef(attribute(1, 0x00069003, Buffer.concat([uint32(0xffffffff), uint32(0x10000001), uint32(0xffffffff)]))),
    ],
    [
      'RTF',
      tnef(
        attribute(
          1,
          0x00069003,
          properties(
            variable(
              0x10090102,
              Buffer.concat([uint32(9), uint32(0xffffffff), Buffer.from('LZFu'), uint32(0), Buffer.alloc(9)]),
            ),
          ),
        ),
      ),
    ],
  ])('ends at a length beyond the end of %s', (_name, file) => {
    const startedAt = performance.now();
    expect(readTnef(file)?.text).toBeTypeOf('string');
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it('is null for anything else, and never throws', () => {
    expect(readTnef(Buffer.from('PK\x03\x04'))).toBeNull();
    const whole = tnef(
      RENDERING,
      attribute(2, 0x00069005, properties(variable(0x3707001f, text('a')), variable(0x10090102, lzfu))),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), { maxLength: 10 }),
        (changes) => {
          const mutated = Buffer.from(whole);
          for (const [at, octet] of changes) mutated[at] = octet;
          const found = readTnef(mutated);
          for (const { sizeBytes } of found?.files ?? []) expect(sizeBytes).toBeLessThanOrEqual(whole.length);
        },
      ),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => readTnef(tnef(Buffer.from(octets))) !== null));
  });
});
