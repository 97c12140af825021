import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStructure } from '../mime/structure';
import { unflow } from './flowed';
import { textOfHtml } from './html-text';
import { readContent, type MailContent } from './read-content';

const read = (...lines: string[]): MailContent => readContent(readStructure(Buffer.from(lines.join('\r\n'))));
const multipart = (kind: string, boundary: string): string => `Content-Type: multipart/${kind}; boundary=${boundary}`;

describe('readContent', () => {
  it('takes the plain text of an alternative, and lists what is attached', () => {
    const mail = [
      multipart('mixed', 'b'),
      '',
      '--b',
      multipart('alternative', 'c'),
      '',
      '--c',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Grüße',
      '--c',
      'Content-Type: text/html',
      '',
      '<b>Other</b>',
      '--c--',
      '--b',
      'Content-Type: application/pdf; name="../../invoice.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      'SGVsbG8=',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: =?utf-8?Q?An_=C3=84rger/nis?=',
      '',
      'x',
      '--b',
      'Content-Type: text/plain',
      '',
      'A footer',
      '--b--',
    ];
    expect(read(...mail)).toEqual({
      text: 'Grüße\n\nA footer',
      attachments: [
        { name: 'invoice.pdf', type: 'application/pdf', sizeBytes: 5 },
        { name: 'An Ärger_nis.eml', type: 'message/rfc822', sizeBytes: 43 },
      ],
      isCut: false,
    });
  });

  it('takes the HTML where the plain text is empty', () => {
    const mail = [
      multipart('alternative', 'c'),
      '',
      '--c',
      '',
      ' ',
      '--c',
      'Content-Type: text/html',
      '',
      '<p>One &amp; two</p>',
      '--c--',
    ];
    expect(read(...mail).text).toBe('One & two');
  });

  it.each([
    [
      'HTML alone',
      [
        'Content-Type: text/html; charset=iso-8859-1',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        '<p>Gr=FC=DFe',
      ],
      'Grüße',
    ],
    ['HTML that says its charset itself', ['Content-Type: text/html', '', '<meta charset="koi8-r">x'], 'x'],
    [
      'flowed text',
      ['Content-Type: text/plain; format=flowed', '', 'one ', 'two', '', '> quoted ', '> text'],
      'one two\n\n> quoted text',
    ],
    ['flowed text with DelSp', ['Content-Type: text/plain; format=flowed; delsp=yes', '', '注文 ', 'です'], '注文です'],
    ['a multipart without parts', [multipart('mixed', 'b'), '', 'Just text'], 'Just text'],
  ])('%s', (_name, lines, expected) => {
    expect(read(...lines).text).toBe(expected);
  });

  it('lists what is nested too deep as an attachment, and says so', () => {
    const opening = Array.from({ length: 600 }, (_, at) => `${multipart('mixed', `b${at}`)}\r\n\r\n--b${at}`);
    const { attachments, isCut } = read(opening.join('\r\n'), '', 'innermost');
    expect(isCut).toBe(true);
    expect(attachments).toMatchObject([{ name: 'attachment.bin', type: 'multipart/mixed' }]);
  });

  it('takes files out of plain text that are uuencoded, if they are whole', () => {
    const block = ['begin 644 ../a.txt', '+2&5L;&\\@=V]R;&0', '`', 'end'];
    expect(read('Subject: x', '', 'Before', ...block, 'after')).toEqual({
      text: 'Before\nafter',
      attachments: [{ name: 'a.txt', type: 'application/octet-stream', sizeBytes: 11 }],
      isCut: false,
    });
    for (const lines of [
      block.slice(0, 3),
      ['begin 644 people to meet', 'end'],
      ['begin 644 a', 'some words', 'end'],
    ]) {
      expect(read('Subject: x', '', ...lines)).toMatchObject({ text: lines.join('\n'), attachments: [] });
    }
  });

  it('unpacks winmail.dat, and takes the text from it where there is none', () => {
    const attribute = (id: number, data: Buffer): Buffer => {
      const head = Buffer.alloc(9);
      head.writeUInt32LE(id, 1);
      head.writeUInt32LE(data.length, 5);
      return Buffer.concat([head, data, Buffer.alloc(2)]);
    };
    const tnef = Buffer.concat([
      Buffer.from('789f3e220100', 'hex'),
      attribute(0x0002800c, Buffer.from('Hello\0')),
      attribute(0x00069002, Buffer.alloc(14)),
      attribute(0x00018010, Buffer.from('a.txt\0')),
      attribute(0x0006800f, Buffer.from('abc')),
    ]);
    const head = ['Content-Type: application/ms-tnef; name=winmail.dat', 'Content-Transfer-Encoding: base64'];
    const files = [{ name: 'a.txt', type: 'application/octet-stream', sizeBytes: 3 }];
    expect(read(...head, '', tnef.toString('base64'))).toEqual({ text: 'Hello', attachments: files, isCut: false });
    const broken = read(...head, '', 'AAAA');
    expect(broken).toMatchObject({ text: '', attachments: [{ name: 'winmail.dat', type: 'application/ms-tnef' }] });
  });

  it('never throws, and stays within its bounds, for any change of a mail', () => {
    const mail = Buffer.from(
      [
        multipart('mixed', 'b'),
        'Subject: x',
        '',
        '--b',
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        '<p>Gr=C3=BC=C3=9Fe</p>',
        '--b',
        "Content-Disposition: attachment; filename*=utf-8''%C3%84.txt",
        'Content-Transfer-Encoding: base64',
        '',
        'SGVsbG8=',
        '--b--',
      ].join('\r\n'),
    );
    const change = fc.record({
      at: fc.nat({ max: mail.length }),
      remove: fc.nat({ max: 20 }),
      put: fc.uint8Array({ maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        let mutated = mail;
        for (const { at, remove, put } of changes) {
          mutated = Buffer.concat([mutated.subarray(0, at), put, mutated.subarray(at + remove)]);
        }
        const { text, attachments } = readContent(readStructure(mutated));
        expect(text.length).toBeLessThanOrEqual(256 * 1024);
        for (const { sizeBytes } of attachments) expect(sizeBytes).toBeLessThanOrEqual(mutated.length);
      }),
    );
  });
});

describe('unflow', () => {
  it.each([
    ['a \nb\nc', 'a b\nc'],
    ['> a \n> b\nc', '> a b\nc'],
    ['> a \n>> b \nc', '> a \n>> b \nc'],
    [' >stuffed\n From x', '>stuffed\nFrom x'],
    ['a\n-- \nName \nMore', 'a\n-- \nName More'],
  ])('%j', (text, expected) => {
    expect(unflow(text, false)).toBe(expected);
  });
});

describe('textOfHtml', () => {
  it.each([
    ['<h1>One</h1><p>two<br>three</p>', 'One\n\ntwo\nthree'],
    ['a<style>p { color: red }</style><script>x("</b>")</script><!-- <p> -->b', 'ab'],
    ['<title>T</title><td>1</td><td>2</td>', '1 2'],
    ['<a title="1 > 0" href=x>link</a>', 'link'],
    ['&lt;b&gt; &#8364; &#x41; &eacute; &nosuch; &#0; &nbsp;x', '<b> € A é &nosuch; \ufffd \u00a0x'],
    ['<img alt="A &quot;cat&quot;" src=x> < 5 <3', 'A "cat" < 5 <3'],
    ['<pre>a\n  b</pre>', 'a\n  b'],
    ['<p', ''],
    ['<a href="never closed>x</a> y', 'x y'],
  ])('%s', (html, expected) => {
    expect(textOfHtml(html, 1000)).toBe(expected);
  });

  it('never throws, and is bounded in length and time', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '=',
      '<b',
      '</',
      '<!--',
      '-->',
      '&',
      '&#',
      'x',
      '<script>',
      '<pre>',
      ' ',
    );
    fc.assert(fc.property(fc.array(piece), (pieces) => textOfHtml(pieces.join(''), 20).length <= 20));
    const startedAt = performance.now();
    for (const hostile of ['<div>', '<a b="', '<!--', '<svg>', '<', '&', '</b', '<a b=\'"', 'İ<b "']) {
      textOfHtml(hostile.repeat(1_000_000 / hostile.length), 256 * 1024);
    }
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });
});
