import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readHeader } from './read-header';

const read = (text: string | Buffer) => readHeader(Buffer.isBuffer(text) ? text : Buffer.from(text));

describe('readHeader', () => {
  it('reads what intake needs', () => {
    const header = read(
      [
        'From: =?utf-8?Q?J=C3=BCrgen_M?= =?utf-8?Q?=C3=BCller?= <J.M@Example.com>',
        'Subject: =?utf-8?B?7JWI64WV?= there',
        'Message-ID: <1@example.com>',
        'In-Reply-To: <b@x>',
        'References: <a@x>',
        ' <b@x>',
      ].join('\r\n'),
    );
    expect(header).toMatchObject({
      messageId: '<1@example.com>',
      sender: { name: 'Jürgen Müller', address: 'j.m@example.com' },
      subject: '안녕 there',
      references: ['<a@x>', '<b@x>'],
    });
  });

  it.each([
    ['From', 'From: a@x.example\nSender: b@x.example\nReturn-Path: <c@x.example>', 'a@x.example'],
    ['Sender where From names nobody', 'From: nobody\nSender: b@x.example', 'b@x.example'],
    ['the return path at last', 'Return-Path: <c@x.example>\nSubject: x', 'c@x.example'],
    ['the first of several', 'From: a@x.example, b@x.example', 'a@x.example'],
    ['nobody for a null return path', 'From: MAILER-DAEMON\nReturn-Path: <>', undefined],
    ['nobody for nothing', '', undefined],
  ])('sender: %s', (_name, text, expected) => {
    expect(read(text).sender?.address).toBe(expected);
  });

  it('takes raw octets in the charset of the body, or of what follows', () => {
    const russian = 'Здравствуйте! Когда придёт мой заказ? Спасибо за ответ.';
    const named = iconv.encode('Subject: Заказ\r\nContent-Type: text/plain; charset=koi8-r\r\n', 'koi8-r');
    expect(read(named).subject).toBe('Заказ');
    const head = iconv.encode('Subject: Заказ\r\n\r\n', 'windows-1251');
    const source = Buffer.concat([head, iconv.encode(`${russian} `.repeat(4), 'windows-1251')]);
    expect(readHeader(head, source).subject).toBe('Заказ');
  });

  it('takes raw octets as UTF-8 where they are, else as windows-1252', () => {
    expect(read(Buffer.from('Subject: grüße', 'utf8')).subject).toBe('grüße');
    expect(read(Buffer.from('Subject: gr\xfc\xdfe', 'latin1')).subject).toBe('grüße');
  });

  it('survives charsets that do not exist and words that are cut off', () => {
    expect(read('Subject: =?no-such-charset?B?SGVsbG8=?=').subject).toContain('Hello');
    expect(read('Subject: =?utf-8?B?4pyT4py').subject).not.toBe('');
    expect(read('Subject: =?utf-8?Q?=ED=A0=80=00?=').subject).not.toMatch(/[\0\ud800-\udfff]/);
  });

  it('bounds subject and name', () => {
    const header = read(`Subject: ${'𝄞'.repeat(5000)}\nFrom: "${'n'.repeat(9999)}" <a@x.example>`);
    expect(Array.from(header.subject)).toHaveLength(1000);
    expect(header.sender?.name).toHaveLength(200);
  });

  it('never throws and gives only text that a database takes', () => {
    const line = fc.tuple(
      fc.constantFrom('From', 'Subject', 'Message-ID', 'References'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('utf8', 'latin1', 'utf16le'), (lines, encoding) => {
        const header = read(Buffer.from(lines.map(([name, value]) => `${name}: ${value}`).join('\r\n'), encoding));
        const texts = [header.subject, header.messageId, header.sender?.name, header.sender?.address];
        for (const text of [...texts, ...header.references]) expect(text ?? '').not.toMatch(/[\p{Cs}\0]/u);
      }),
    );
  });
});
