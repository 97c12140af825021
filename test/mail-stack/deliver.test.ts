import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stuffDots } from './deliver';

test.each([
  ['x', 'x\r\n.\r\n'],
  ['x\r\n', 'x\r\n.\r\n'],
  ['', '\r\n.\r\n'],
  ['.\r\n', '..\r\n.\r\n'],
  ['a.b\r\n.c\r\n..\r\n', 'a.b\r\n..c\r\n...\r\n.\r\n'],
  ['bare\n.lf\n', 'bare\n..lf\n\r\n.\r\n'],
])('ends %j so that the server reads it as it was', (raw, wire) => {
  expect(stuffDots(Buffer.from(raw)).toString()).toBe(wire);
});

test('no line of any mail can be taken for its end, and un-doubling gives the mail back', () => {
  const text = fc.array(fc.constantFrom('.', '\r\n', '\n', 'a', '..')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (raw) => {
      const wire = stuffDots(Buffer.from(raw)).toString();
      const body = wire.slice(0, -3);
      expect(body.split('\n').map((line) => line.replace(/\r$/, ''))).not.toContain('.');
      const undone = body.replaceAll(/^\./gm, '');
      expect([raw, `${raw}\r\n`]).toContain(undone);
    }),
  );
});
