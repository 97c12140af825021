import PostalMime from 'postal-mime';
import { expect, it } from 'vitest';
import type { PreparedReply } from '../../common/contract/service-api';
import { composeMail, htmlAsText } from './compose-mail';

const prepared: PreparedReply = {
  outgoingId: '00000000-0000-4000-8000-000000000001' as PreparedReply['outgoingId'],
  messageId: '<one@example.test>',
  from: { name: 'Müşteri Hizmetleri, Support', address: 'support@example.test' },
  inReplyTo: '<q2@customers.test>',
  references: ['<q1@customers.test>', '<q2@customers.test>'],
  replyTo: null,
  subjectToken: null,
};
const content = {
  to: [{ name: '김철수', address: 'kim@customers.test' }],
  cc: [{ name: '', address: 'cc@customers.test' }],
  subject: 'Re: zażółć\r\nBcc: evil@customers.test',
  html: '<p>Hello <b>you</b></p><p><a href="https://example.test/x">here</a></p>',
};
const date = new Date('2026-02-03T04:05:06Z');

it('carries what the service fixed, and both forms of the text', async () => {
  const mail = await PostalMime.parse(await composeMail(prepared, content, date));
  expect(mail.messageId).toBe('<one@example.test>');
  expect(mail.inReplyTo).toBe('<q2@customers.test>');
  expect(mail.references).toBe('<q1@customers.test> <q2@customers.test>');
  expect(mail.from).toMatchObject(prepared.from);
  expect(mail.to).toMatchObject(content.to);
  expect(mail.subject).toBe('Re: zażółć Bcc: evil@customers.test');
  expect(mail.bcc).toBeUndefined();
  expect(mail.date).toBe(date.toISOString());
  expect(mail.text?.trim()).toBe('Hello you\nhere [https://example.test/x]');
  expect(mail.html).toContain('<b>you</b>');
});

it('carries the conversation in the subject, once, or in the address that answers go to', async () => {
  const token = '10023-abcdefghijklmnop';
  const marked = { ...prepared, subjectToken: token };
  for (const subject of ['Re: żółw', `Re: żółw [#${token}]`, `[#${token}] Re: żółw`]) {
    const mail = await PostalMime.parse(await composeMail(marked, { ...content, subject }, date));
    expect(mail.subject).toBe(`Re: żółw [#${token}]`);
    expect(mail.replyTo).toBeUndefined();
  }
  const replyTo = { name: 'Müşteri Hizmetleri', address: `support+rd.${token}@example.test` };
  const mail = await PostalMime.parse(await composeMail({ ...prepared, replyTo }, content, date));
  expect(mail.replyTo).toMatchObject([replyTo]);
  expect(mail.subject).not.toContain(token);
});

it('sends pasted pictures as parts that mail programs show', async () => {
  const html = '<p>x</p><img src="data:image/png;base64,iVBORw0KGgo=">';
  const mail = await PostalMime.parse(await composeMail(prepared, { ...content, html }, date));
  expect(mail.html).not.toContain('data:');
  const [picture] = mail.attachments;
  expect(picture?.mimeType).toBe('image/png');
  expect(mail.html).toContain(`cid:${picture?.contentId?.replace(/[<>]/g, '') ?? 'none'}`);
});

it('does not read files or addresses named by the text', async () => {
  const html = '<img src="file:///etc/passwd"><img src="http://127.0.0.1:1/x.png">';
  const mail = await PostalMime.parse(await composeMail(prepared, { ...content, html }, date));
  expect(mail.attachments).toHaveLength(0);
});

it('keeps lines and bytes such that an old mail server takes them', async () => {
  const html = `<p>${'długi tekst '.repeat(500)}</p>`;
  const raw = (await composeMail(prepared, { ...content, html }, date)).toString('latin1');
  expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  expect(raw).not.toMatch(/[^\0-\x7f]/);
  expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

it('makes readable text of lists and quotes', () => {
  expect(htmlAsText('<ul><li>one</li><li>two</li></ul><blockquote>said</blockquote>')).toBe(' * one\n * two\n\n> said');
});
