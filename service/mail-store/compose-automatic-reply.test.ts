import PostalMime from 'postal-mime';
import { expect, it } from 'vitest';
import { automaticKind } from '../../common/mail/automatic-mail';
import { splitHeader } from '../../common/mail/header-block';
import { composeAutomaticReply, type AutomaticReply } from './compose-automatic-reply';

const reply: AutomaticReply = {
  messageId: '<auto@example.test>',
  from: { name: 'Müşteri Hizmetleri, Support', address: 'support@example.test' },
  to: [{ name: '김철수\r\nBcc: evil@x.test', address: 'kim@customers.test' }],
  replyTo: null,
  subject: 'Re: zażółć',
  text: `Dziękujemy. ${'długi tekst '.repeat(200)}\n.\nFrom the start`,
  inReplyTo: '<q@customers.test>',
  date: new Date('2026-02-03T04:05:06Z'),
};

it('is plain text that any server and reader takes, and says that no person wrote it', async () => {
  const raw = await composeAutomaticReply(reply);
  const mail = await PostalMime.parse(raw);
  expect(mail).toMatchObject({
    messageId: reply.messageId,
    from: reply.from,
    subject: reply.subject,
    inReplyTo: '<q@customers.test>',
    references: '<q@customers.test>',
    date: '2026-02-03T04:05:06.000Z',
  });
  expect(mail.to?.map(({ address }) => address)).toEqual(['kim@customers.test']);
  expect(mail.bcc).toBeUndefined();
  expect(mail.text?.trim()).toBe(reply.text.trim());
  expect(mail.html).toBeUndefined();
  const text = raw.toString('latin1');
  expect(text).not.toMatch(/[^\0-\x7f]/);
  expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const fields = splitHeader(text.slice(0, text.indexOf('\r\n\r\n')));
  const value = (name: string): string | undefined => fields.find((field) => field.name === name)?.value;
  expect(value('auto-submitted')).toBe('auto-replied');
  expect(value('x-auto-response-suppress')).toBe('All');
  expect(automaticKind(fields)).toBe('auto-replied');
});

it('carries the address with the token, and no ids where the mail had none', async () => {
  const replyTo = { name: 'Support', address: 'support+rd.10023-abcdefghijklmnop@example.test' };
  const mail = await PostalMime.parse(await composeAutomaticReply({ ...reply, replyTo, inReplyTo: null }));
  expect(mail.replyTo).toMatchObject([replyTo]);
  expect(mail.inReplyTo).toBeUndefined();
  expect(mail.references).toBeUndefined();
});
