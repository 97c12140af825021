import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quotedReplies } from './quoted-replies';

describe('the corpus of quoted replies', () => {
  let dir = '';

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'replydesk-corpus-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const put = async (name: string, mail: string, trimmed: string, elided: string): Promise<void> => {
    for (const [folder, text] of Object.entries({ emails: mail, trimmed, elided })) {
      await mkdir(join(dir, folder), { recursive: true });
      await writeFile(join(dir, folder, name), text);
    }
  };

  it('is known by its folders', async () => {
    expect(await quotedReplies.recognises(dir)).toBe(false);
    await put('a.txt', 'Yes.', 'Yes.', '');
    expect(await quotedReplies.recognises(dir)).toBe(true);
  });

  it('is told with its shares and with the mails that are not as expected', async () => {
    const attribution = 'On 14 May 2024, Anna <\nanna@shop.example> wrote:';
    await put('right.txt', `Yes.\r\n\r\n${attribution}\r\n\r\n> One?\r\n`, 'Yes.\n', `${attribution}\n> One?`);
    await put('wrong.txt', 'Yes.\n\n> One?\n', 'Yes.\n\n> One?', '');
    expect(await quotedReplies.run(dir)).toMatchObject({
      kind: 'quoted-replies',
      ok: false,
      figures: { mails: 2, trimmed: 0.5, elided: 0.5 },
      failures: ['wrong.txt: the new text is another', 'wrong.txt: what is folded is another'],
    });
  });
});
