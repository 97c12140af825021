import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentId, ContactId, OutgoingId } from '../../common/ids';
import { openSettings } from '../app/settings';
import { createDrafts } from '../desk-mail/drafts';
import { createPendingReplies, type PendingReply } from '../desk-mail/pending-replies';
import { readPrivateFile, writePrivateFile } from './private-file';

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const [anna, ben] = [id(1) as AgentId, id(2) as AgentId];
const contactId = id(3) as ContactId;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const mode = async (path: string) => (await stat(path)).mode & 0o777;

describe('writePrivateFile', () => {
  it('writes for the owner alone, and leaves nothing else', async () => {
    const path = join(folder, 'a', 'b.json');
    await writePrivateFile(path, 'one');
    await writePrivateFile(path, 'two');
    expect(await readPrivateFile(path)).toBe('two');
    expect(await mode(path)).toBe(0o600);
    expect(await mode(join(folder, 'a'))).toBe(0o700);
    expect(await readdir(join(folder, 'a'))).toEqual(['b.json']);
  });

  it('keeps the old content and no rest when it cannot write', async () => {
    const path = join(folder, 'taken');
    await writePrivateFile(join(path, 'inside'), 'a folder stands where the file should');
    await expect(writePrivateFile(path, 'x')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
  });

  it('has nothing of a file that is not there', async () => {
    expect(await readPrivateFile(join(folder, 'none'))).toBeNull();
  });
});

describe('settings', () => {
  it('are remembered, the newest of many changes at once', async () => {
    const settings = await openSettings(folder);
    expect(settings.current()).toEqual({ serviceUrl: '', username: '', caFile: null, window: null });
    await Promise.all(['a', 'b', 'c'].map((username) => settings.change({ username })));
    expect((await openSettings(folder)).current().username).toBe('c');
  });

  it.each(['', '{', 'null', '[]', '{"username": 5, "window": {"width": -1}}'])(
    'start from the defaults with %j in the file',
    async (content) => {
      await writeFile(join(folder, 'settings.json'), content);
      expect((await openSettings(folder)).current()).toMatchObject({ username: '', window: null });
    },
  );
});

describe('drafts', () => {
  const draft = (subject: string) => ({ to: [], cc: [], subject, delta: '{}', savedAt: '2026-02-02T10:00:00.000Z' });

  it('are kept per agent and contact, in the order of writing, until they are forgotten', async () => {
    const drafts = createDrafts(folder);
    expect(await drafts.load(anna, contactId)).toBeNull();
    const writes = ['a', 'ab', 'abc'].map((subject) => drafts.save(anna, contactId, draft(subject)));
    expect((await drafts.load(anna, contactId))?.subject).toBe('abc');
    await Promise.all(writes);
    expect(await drafts.load(ben, contactId)).toBeNull();
    expect((await createDrafts(folder).load(anna, contactId))?.subject).toBe('abc');
    await drafts.save(anna, contactId, null);
    expect(await drafts.load(anna, contactId)).toBeNull();
  });

  it('count as none when the file is broken', async () => {
    await writePrivateFile(join(folder, anna, `${contactId}.json`), '{"subject":');
    expect(await createDrafts(folder).load(anna, contactId)).toBeNull();
  });
});

describe('pending replies', () => {
  const reply: PendingReply = {
    agentId: anna,
    contactId,
    outgoingId: id(4) as OutgoingId,
    messageId: '<a@b>',
    subject: 'Re: x',
    recipients: { to: [{ name: '', address: 'k@customers.test' }], cc: [] },
    step: 'composed',
    raw: 'bWFpbA==',
    location: null,
  };

  it('are there for the agent who wrote them, also for the next process', async () => {
    expect(await createPendingReplies(folder).of(anna)).toEqual([]);
    await createPendingReplies(folder).save(reply);
    const pending = createPendingReplies(folder);
    expect(await pending.of(anna)).toEqual([reply]);
    expect(await pending.of(ben)).toEqual([]);
    await pending.remove(reply.outgoingId);
    expect(await pending.of(anna)).toEqual([]);
  });

  it('leave alone what they do not understand', async () => {
    await writePrivateFile(join(folder, 'x.json'), '{"step":"of a later version"}');
    await writePrivateFile(join(folder, 'y.json.tmp'), 'cut off');
    expect(await createPendingReplies(folder).of(anna)).toEqual([]);
    expect(await readdir(folder)).toHaveLength(2);
  });
});
