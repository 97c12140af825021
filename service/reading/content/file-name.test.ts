import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from './file-name';

describe('safeFileName', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['Grüße aus Łódź – 見積書.xlsx', 'Grüße aus Łódź – 見積書.xlsx'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\TEMP\\a.txt', 'a.txt'],
    ['/', 'attachment.bin'],
    ['..', 'attachment.bin'],
    ['.htaccess', 'htaccess'],
    ['a<b>:c|d?.txt', 'a_b__c_d_.txt'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a\0b\r\nc.txt', 'abc.txt'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['console.txt', 'console.txt'],
    ['name. ', 'name'],
    ['\ud800.txt', 'txt'],
    [`${'x'.repeat(300)}.tar.gz`, `${'x'.repeat(147)}.gz`],
  ])('%j', (name, expected) => {
    expect(safeFileName(name, 'application/octet-stream')).toBe(expected);
  });

  it.each([
    ['image/png', 'image.png'],
    ['message/rfc822', 'message.eml'],
    ['application/pdf', 'attachment.pdf'],
    ['audio/x-wav', 'attachment.wav'],
    ['application/x-unheard-of', 'attachment.bin'],
  ])('a name for %s where there is none', (type, expected) => {
    expect(safeFileName(null, type)).toBe(expected);
  });

  it('gives a name that can be saved, whatever comes', () => {
    const piece = fc.oneof(
      fc.constantFrom('/', '\\', '..', 'con', '.', ' ', '\u202e', 'com1', '😀'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const name = safeFileName(pieces.join(''), 'text/plain');
        expect(name).toMatch(/^(?!\.|\s)[^/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}]{1,300}(?<![\s.])$/u);
        expect(Array.from(name).length).toBeLessThanOrEqual(151);
        expect(safeFileName(name, 'text/plain')).toBe(name);
      }),
    );
  });
});
