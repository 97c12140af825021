import { describe, expect, it } from 'vitest';
import { parsePostmaster } from './postmaster';
import { parsePasswd } from './run-as';

describe('parsePostmaster', () => {
  it('reads what PostgreSQL writes', () => {
    const text = '4711\n/data/postgres\n1795270101\n5432\n/data/run\n\n  5432001    196610\nready   \n';
    expect(parsePostmaster(text)).toEqual({ pid: 4711, port: 5432, socketFolder: '/data/run', isReady: true });
  });

  it('reads a file that is not complete yet, and nothing from nonsense', () => {
    expect(parsePostmaster('4711\n/data/postgres\n')).toEqual({ pid: 4711, port: 0, socketFolder: '', isReady: false });
    for (const text of ['', 'x', '-1\n', '0']) expect(parsePostmaster(text)).toBeNull();
  });
});

describe('parsePasswd', () => {
  it('reads names and numbers, and leaves out what is broken', () => {
    const users = parsePasswd(
      'root:x:0:0:root:/root:/bin/sh\n# comment\nbroken:x:a:b\npostgres:x:101:104::/:/bin/sh\n',
    );
    expect([...users.keys()]).toEqual(['root', 'postgres']);
    expect(users.get('postgres')).toEqual({ name: 'postgres', uid: 101, gid: 104 });
  });
});
