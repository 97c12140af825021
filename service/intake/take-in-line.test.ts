import { describe, expect, it } from 'vitest';
import { TakeInLine } from './take-in-line';

/** Stages that go on when they are told to, and write down what they do. */
function controlled() {
  const events: string[] = [];
  const waiting = new Map<string, { go: () => void; fail: () => void }>();
  const stage = (name: string, mails: readonly number[]): Promise<void> => {
    const step = `${name} ${mails.join(',')}`;
    events.push(step);
    return new Promise((resolve, reject) => {
      waiting.set(step, { go: resolve, fail: () => reject(new Error(step)) });
    });
  };
  const line = new TakeInLine<number, readonly number[]>(
    {
      read: async (mails) => {
        await stage('read', mails);
        return mails;
      },
      takeIn: (mails) => stage('take in', mails),
    },
    { mails: 2, octets: 100 },
  );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const end = (step: string, how: 'go' | 'fail' = 'go'): Promise<void> => {
    const found = waiting.get(step);
    if (found === undefined) throw new Error(`${step} is not under way: ${events.join('; ')}`);
    found[how]();
    return turn();
  };
  const add = async (mails: number[]): Promise<void> => {
    for (const mail of mails) await line.add(mail, 1);
  };
  return { line, events, end, add, turn };
}

describe('TakeInLine', () => {
  it('reads the next group while one is taken in, and takes in one at a time, in order', async () => {
    const { line, events, end, add, turn } = controlled();
    const added = add([1, 2, 3, 4, 5, 6]);
    await turn();
    await end('read 1,2');
    await end('read 3,4');
    expect(events).toEqual(['read 1,2', 'take in 1,2', 'read 3,4']);
    await end('take in 1,2');
    await added;
    await end('read 5,6');
    expect(events.slice(3)).toEqual(['take in 3,4', 'read 5,6']);
    await end('take in 3,4');
    const ended = line.end();
    await end('take in 5,6');
    await ended;
  });

  it('makes the caller wait while three groups are under way', async () => {
    const { line, end, add, turn } = controlled();
    let isAdded = false;
    const added = add([1, 2, 3, 4, 5, 6]).then(() => (isAdded = true));
    await turn();
    await end('read 1,2');
    await end('read 3,4');
    expect(isAdded).toBe(false);
    await end('take in 1,2');
    await added;
    const ended = line.end();
    await end('read 5,6');
    await end('take in 3,4');
    await end('take in 5,6');
    await ended;
  });

  it('hands over a group whose octets are many, and at the end what is left', async () => {
    const { line, events, end } = controlled();
    await line.add(1, 100);
    await line.add(2, 1);
    const ended = line.end();
    await end('read 1');
    await end('take in 1');
    await end('read 2');
    await end('take in 2');
    await ended;
    expect(events).toEqual(['read 1', 'take in 1', 'read 2', 'take in 2']);
  });

  it('takes in nothing behind a group that failed, and ends when nothing is under way', async () => {
    const { line, events, end, add, turn } = controlled();
    const added = add([1, 2, 3, 4, 5, 6]);
    await turn();
    await end('read 1,2');
    await end('read 3,4');
    const refused = expect(added).rejects.toThrow('take in 1,2');
    await end('take in 1,2', 'fail');
    await refused;
    await expect(line.end()).rejects.toThrow('take in 1,2');
    expect(events).toEqual(['read 1,2', 'take in 1,2', 'read 3,4']);
  });

  it('waits for what is in the database when a group behind it cannot be read', async () => {
    const { line, end, add } = controlled();
    await add([1, 2]);
    await end('read 1,2');
    await add([3, 4]);
    let isOver = false;
    const ended = expect(line.end().finally(() => (isOver = true))).rejects.toThrow('read 3,4');
    await end('read 3,4', 'fail');
    expect(isOver).toBe(false);
    await end('take in 1,2');
    await ended;
  });
});
