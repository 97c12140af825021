import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDangerousFileName, safeFileName } from './file-names';

describe('safeFileName', () => {
  it.each([
    ['invoice.pdf', 'invoice.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\x.txt', 'x.txt'],
    ['a\u202egpj.exe', 'agpj.exe'],
    ['a\u0000b\r\n.txt', 'ab.txt'],
    ['  .hidden. ', 'hidden'],
    ['con.txt', '_con.txt'],
    ['a<b>:c?.txt', 'a_b__c_.txt'],
    ['견적서.pdf', '견적서.pdf'],
    ['', 'attachment-2'],
    ['///', 'attachment-2'],
    ['\u200b', 'attachment-2'],
  ])('%j → %j', (name, expected) => {
    expect(safeFileName(name, 'attachment-2')).toBe(expected);
  });

  it('keeps the extension of a long name', () => {
    const name = safeFileName(`${'x'.repeat(1000)}.pdf`, 'f');
    expect(name).toHaveLength(150);
    expect(name.endsWith('.pdf')).toBe(true);
  });

  it('never gives a path, a control character or an empty name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const safe = safeFileName(name, 'fallback');
        expect(safe).not.toMatch(/[/\\\p{Cc}\p{Cf}<>:"|?*]/u);
        expect(safe).not.toBe('');
        expect(safe).not.toMatch(/^\.|\.$/);
      }),
    );
  });
});

describe('isDangerousFileName', () => {
  it.each([
    'setup.exe',
    'SETUP.EXE',
    'invoice.pdf.zip',
    'photo.jpg .scr',
    'x.js',
    'macro.docm',
    'a.exe.',
    'i.pdf   .lnk',
  ])('warns of %s', (name) => {
    expect(isDangerousFileName(name)).toBe(true);
  });

  it.each(['invoice.pdf', 'photo.jpg', 'backup.tar.gz', 'report.2024.xlsx', 'README', 'v1.2.txt'])(
    'lets %s pass',
    (name) => {
      expect(isDangerousFileName(name)).toBe(false);
    },
  );
});
