import { expect, it } from 'vitest';
import { readHeader } from './header-fields';

const read = (text: string) => readHeader(Buffer.from(text));

it('reads a usual header', () => {
  expect(
    read(
      'From: =?utf-8?Q?J=C3=B6rg?= <Jorg@Example.com>\r\nTo: a@x.test,\r\n "B, b" <b@x.test>\r\nCc: c@x.test\r\n' +
        'Subject: =?iso-8859-2?Q?zam=F3wienie?=\r\n =?iso-8859-2?Q?_nr?= 5\r\nMessage-ID: <1@x.test>\r\n' +
        'Date: Mon, 2 Feb 2026 10:00:00 +0100 (CET)\r\nReply-To: r@x.test\r\n\r\n',
    ),
  ).toEqual({
    messageId: '<1@x.test>',
    from: { name: 'Jörg', address: 'jorg@example.com' },
    replyTo: [{ name: '', address: 'r@x.test' }],
    to: [
      { name: '', address: 'a@x.test' },
      { name: 'B, b', address: 'b@x.test' },
    ],
    cc: [{ name: '', address: 'c@x.test' }],
    recipientCount: 3,
    subject: 'zamówienie nr 5',
    date: '2026-02-02T09:00:00.000Z',
  });
});

it('is empty where there is nothing', () => {
  expect(read('\r\n')).toEqual({
    messageId: null,
    from: null,
    replyTo: [],
    to: [],
    cc: [],
    recipientCount: 0,
    subject: '',
    date: null,
  });
});

it('shows a hundred of a thousand recipients and counts all', () => {
  const to = Array.from({ length: 1000 }, (_, n) => `r${n}@x.test`).join(', ');
  const header = read(`To: ${to}\r\nCc: last@x.test\r\n\r\n`);
  expect(header.to).toHaveLength(100);
  expect(header.cc).toHaveLength(0);
  expect(header.recipientCount).toBe(1001);
});

it('takes raw UTF-8 and raw Latin-1 for what they are', () => {
  expect(read('Subject: café\r\n\r\n').subject).toBe('café');
  expect(readHeader(Buffer.from('Subject: caf\xe9\r\n\r\n', 'latin1')).subject).toBe('café');
});

it.each(['nonsense', 'Mon, 99 Foo 2026', '1 Jan 275000 00:00:00'])('has no date from %j', (date) => {
  expect(read(`Date: ${date}\r\n\r\n`).date).toBeNull();
});

it('takes direction marks and line breaks out of what is shown', () => {
  expect(read('Subject: a=?utf-8?Q?=E2=80=AEb=0D=0AX?=\r\n\r\n').subject).not.toMatch(/[\u202e\r\n]/);
});
