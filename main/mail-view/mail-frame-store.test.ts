import { describe, expect, it } from 'vitest';
import { createMailFrameStore } from './mail-frame-store';

function store(maxMails: number, maxCharacters = 1000) {
  let n = 0;
  return createMailFrameStore({ newHost: () => `h${String((n += 1))}`, maxMails, maxCharacters });
}

describe('createMailFrameStore', () => {
  it('gives each put its own host and keeps the consent with the mail', () => {
    const frames = store(3);
    const first = frames.put({ html: 'x', allowRemote: false });
    const second = frames.put({ html: 'x', allowRemote: true });
    expect(first).not.toBe(second);
    expect(frames.get(first)?.allowRemote).toBe(false);
    expect(frames.get(second)?.allowRemote).toBe(true);
    expect(frames.get('other')).toBeNull();
  });

  it('forgets the one used least recently', () => {
    const frames = store(2);
    const a = frames.put({ html: 'a', allowRemote: false });
    const b = frames.put({ html: 'b', allowRemote: false });
    frames.get(a);
    frames.put({ html: 'c', allowRemote: false });
    expect(frames.get(a)).not.toBeNull();
    expect(frames.get(b)).toBeNull();
  });

  it('forgets by size, but never the newest', () => {
    const frames = store(10, 10);
    const a = frames.put({ html: 'aaaaaa', allowRemote: false });
    const b = frames.put({ html: 'b'.repeat(50), allowRemote: false });
    expect(frames.get(a)).toBeNull();
    expect(frames.get(b)?.html).toHaveLength(50);
  });
});
