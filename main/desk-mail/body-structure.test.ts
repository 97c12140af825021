import type { MessageStructureObject } from 'imapflow';
import { expect, it } from 'vitest';
import { sortParts } from './body-structure';

const leaf = (part: string, type: string, more: Partial<MessageStructureObject> = {}): MessageStructureObject => ({
  part,
  type,
  encoding: '7bit',
  size: 10,
  ...more,
});
const multi = (type: string, ...childNodes: MessageStructureObject[]): MessageStructureObject => ({
  type: `multipart/${type}`,
  childNodes,
});
const numbers = (structure: MessageStructureObject) => {
  const { body, images, attachments } = sortParts(structure);
  return {
    body: body.map(({ html, text }) => [html?.number ?? null, text?.number ?? null]),
    images: images.map((part) => part.number),
    attachments: attachments.map((part) => part.number),
  };
};

it('takes a mail that is nothing but text', () => {
  expect(numbers({ type: 'text/plain' })).toEqual({ body: [[null, '1']], images: [], attachments: [] });
  expect(numbers({ type: '/' })).toEqual({ body: [[null, '1']], images: [], attachments: [] });
});

it('takes both forms of an alternative, with the pictures of the HTML', () => {
  const structure = multi(
    'mixed',
    multi(
      'alternative',
      leaf('1.1', 'text/plain'),
      multi('related', leaf('1.2.1', 'text/html'), leaf('1.2.2', 'image/png', { id: '<a@b>' })),
    ),
    leaf('2', 'application/pdf', { disposition: 'attachment' }),
  );
  expect(numbers(structure)).toEqual({ body: [['1.2.1', '1.1']], images: ['1.2.2'], attachments: ['2'] });
});

it('joins several texts and leaves attached texts, calendar and mails inside to the attachments', () => {
  const structure = multi(
    'mixed',
    leaf('1', 'text/plain'),
    leaf('2', 'text/plain', { disposition: 'attachment' }),
    leaf('3', 'text/plain', { parameters: { name: 'notes.txt' } }),
    leaf('4', 'text/html', { disposition: 'inline' }),
    { part: '5', type: 'message/rfc822', childNodes: [leaf('5', 'text/plain')] },
    leaf('6', 'text/calendar'),
    leaf('7', 'image/svg+xml', { id: '<x@y>' }),
  );
  expect(numbers(structure)).toEqual({
    body: [
      [null, '1'],
      ['4', null],
    ],
    images: [],
    attachments: ['2', '3', '5', '6', '7'],
  });
});

it('is not drawn into an endless nesting', () => {
  let structure = leaf('1', 'text/plain');
  for (let depth = 0; depth < 10_000; depth += 1) structure = multi('mixed', structure);
  expect(numbers(structure)).toEqual({ body: [], images: [], attachments: [] });
});
