import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mime } from './mime';

describe('the corpus of mails with their trees', () => {
  let dir = '';

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'replydesk-corpus-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const contentType = (type: string, subtype: string) => ({
    name: 'content_type',
    value: { ContentType: { c_type: type, c_subtype: subtype, attributes: null } },
  });
  const part = (headers: unknown[], body: unknown) => ({ headers, body, is_encoding_problem: false });
  const put = async (name: string, subject: string, text: string): Promise<void> => {
    const mail = [
      `From: "Doe, J." <J@x.example>\r\nSubject: ${subject}\r\nContent-Type: multipart/mixed; boundary=b\r\n`,
      `--b\r\n\r\n${text}\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n--b--`,
    ].join('\r\n');
    const from = { name: 'from', value: { Address: { List: [{ name: 'Doe, J.', address: 'J@x.example' }] } } };
    const root = [from, { name: 'subject', value: { Text: 'One' } }, contentType('multipart', 'mixed')];
    const parts = [
      part(root, { Multipart: [1, 2] }),
      part([], { Text: 'Hello\nworld' }),
      part([contentType('image', 'png')], { InlineBinary: [1, 2, 3] }),
    ];
    await writeFile(join(dir, `${name}.eml`), mail);
    await writeFile(
      join(dir, `${name}.json`),
      JSON.stringify({ text_body: [1, 2], html_body: [1, 2], attachments: [2], parts }),
    );
  };

  it('is known by its trees', async () => {
    expect(await mime.recognises(dir)).toBe(false);
    await writeFile(join(dir, 'a.eml'), 'Subject: a');
    await writeFile(join(dir, 'a.json'), '{}');
    expect(await mime.recognises(dir)).toBe(false);
    await rm(join(dir, 'a.eml'));
    await put('b', 'One', 'Hello');
    expect(await mime.recognises(dir)).toBe(true);
  });

  it('is told with what differs, on purpose or not', async () => {
    await put('right', 'One', 'Hello\r\nworld');
    await put('wrong', 'Two', 'Hello');
    const { ok, figures, notes, failures } = await mime.run(dir);
    expect({ ok, figures }).toMatchObject({
      ok: false,
      figures: { mails: 2, asExpected: 1, deliberateDifferences: 4 },
    });
    expect(failures).toEqual([
      'wrong.eml: subject: "Two" for "One"',
      'wrong.eml: text 1: "Hello" for "Hello\\nworld"',
      'wrong.eml: html 1: "Hello" for "Hello\\nworld"',
    ]);
    expect(notes).toContain('  right.eml: attachment 1 name: "image.png" for null');
    expect(notes?.join('\n')).toContain('  right.eml: from: {"name":"Doe, J.","address":"j@x.example"}');
  });
});
