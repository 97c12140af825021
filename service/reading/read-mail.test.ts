import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildConfiguration } from '../../test/builders/configuration';
import { compileRouting } from '../routing/compile-routing';
import { readMail, type ReadMail } from './read-mail';

const looksAtBodies = { id: 'r', name: 'R', when: { keywords: [{ in: 'body' as const, any: ['x'] }] }, then: {} };

function read(source: string, headerLength: number | null, rules: (typeof looksAtBodies)[] = []): ReadMail {
  const mail = { source: Buffer.from(source), headerLength, isWhole: true, arrivedAt: new Date(0) };
  return readMail(mail, compileRouting(buildConfiguration({ rules })));
}

describe('the digest of a header', () => {
  it.each([
    ['From: a@x.example\r\n\r\n', 'Hello\n\nworld\r\n\r\n'],
    ['From: a@x.example\n\n', 'Hello\r\n\r\nworld'],
    ['From: a@x.example\r\nSubject: x', ''],
    ['\r\n', 'Hello\r\n\r\nworld'],
    ['\n', 'Hello'],
    ['', ''],
  ])('is of the same octets, whether the body of %j was fetched or not', (header, body) => {
    const digest = createHash('sha256').update(header).digest('hex');
    expect(read(header, header.length).headerDigest).toEqual(digest);
    expect(read(header + body, null).headerDigest).toEqual(digest);
    expect(read(header + body, header.length, [looksAtBodies]).headerDigest).toEqual(digest);
  });
});
