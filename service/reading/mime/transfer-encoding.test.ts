import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodedSize, decodeTransfer, transferEncodingOf, type TransferEncoding } from './transfer-encoding';

const decode = (text: string, encoding: TransferEncoding): string =>
  decodeTransfer(Buffer.from(text, 'latin1'), encoding).toString('latin1');

describe('transfer encodings', () => {
  it.each([
    ['BASE64', 'base64'],
    [' "Quoted-Printable" (comment)', 'quoted-printable'],
    ['x-uuencode', 'uuencode'],
    ['8bit', 'none'],
    [null, 'none'],
  ])('%s is %s', (value, expected) => {
    expect(transferEncodingOf(value)).toBe(expected);
  });

  it.each<[string, TransferEncoding, string, string]>([
    ['in lines', 'base64', 'SGVs\r\nbG8g\r\nd29ybGQ=\r\n', 'Hello world'],
    ['not padded', 'base64', 'SGVsbG8', 'Hello'],
    ['put together of two', 'base64', 'SGVsbG8=\r\nIHdvcmxk\r\n', 'Hello world'],
    ['with a strange character in many', 'base64', `${'QUJD'.repeat(20)}!QUJD`, 'ABC'.repeat(21)],
    ['that is none', 'base64', '... what goes here ...', '... what goes here ...'],
    ['empty', 'base64', '', ''],
    ['in quoted-printable', 'quoted-printable', 'Gr=FC=df=65 =3D', 'Gr\xfc\xdfe ='],
    ['with soft breaks', 'quoted-printable', 'a=\r\nb=\nc= \t\r\nd=', 'abcd'],
    ['with wrong escapes', 'quoted-printable', 'a=zz b==41 c=4', 'a=zz b=A c=4'],
    ['in uuencode', 'uuencode', 'begin 644 a.txt\n+2&5L;&\\@=V]R;&0\n`\nend\n', 'Hello world'],
    ['in uuencode that is cut', 'uuencode', 'begin 644 a.txt\n+2&5L;&\\@', 'Hello '],
    ['in uuencode that is none', 'uuencode', 'just words', 'just words'],
  ])('%s: %s', (_name, encoding, text, expected) => {
    expect(decode(text, encoding)).toBe(expected);
  });

  it('reads base64 back, however it is cut into lines, and knows its size', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 4, max: 80 }), (octets, width) => {
        const lines =
          Buffer.from(octets)
            .toString('base64')
            .match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
        const encoded = Buffer.from(lines.join('\r\n'));
        expect(decodeTransfer(encoded, 'base64')).toEqual(Buffer.from(octets));
        expect(decodedSize(encoded, 'base64')).toBe(octets.length);
      }),
    );
  });

  it('never throws, never makes more of it, and counts what it decodes', () => {
    const encoding = fc.constantFrom<TransferEncoding>('base64', 'quoted-printable', 'uuencode', 'none');
    const text = fc.array(fc.constantFrom('=', 'A', 'QUJD', '\r\n', 'begin 644 x\n', '!', '=41', 'M', ' '), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, encoding, (pieces, own) => {
        const octets = Buffer.from(pieces.join(''));
        const decoded = decodeTransfer(octets, own);
        expect(decoded.length).toBeLessThanOrEqual(octets.length);
        expect(decodedSize(octets, own)).toBe(decoded.length);
      }),
    );
  });
});
