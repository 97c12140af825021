import { expect, it } from 'vitest';
import { CodedError } from '../../common/contract/errors';
import { answer } from './answer';
import type { Handlers } from './handlers';

const id = '00000000-0000-4000-8000-000000000001';

function setUp(accept: () => Promise<Record<string, never>>) {
  const logged: string[] = [];
  const write = (event: string, fields?: object) => void logged.push(JSON.stringify({ event, ...fields }));
  const handlers = { 'contacts.accept': accept } as unknown as Handlers;
  return { logged, options: { handlers, log: { info: write, warn: write, error: write } } };
}

it('answers a value', async () => {
  const { options } = setUp(() => Promise.resolve({}));
  expect(await answer('contacts.accept', { contactId: id }, options)).toEqual({ ok: true, value: {} });
});

it('does not let an invalid input through', async () => {
  let isCalled = false;
  const { options } = setUp(() => {
    isCalled = true;
    return Promise.resolve({});
  });
  for (const input of [undefined, null, {}, { contactId: '../x' }, 'x']) {
    expect(await answer('contacts.accept', input, options)).toMatchObject({ ok: false, code: 'invalid-input' });
  }
  expect(isCalled).toBe(false);
});

it('answers the code of an error of ours', async () => {
  const { options } = setUp(() => Promise.reject(new CodedError('offer-gone', 'gone')));
  expect(await answer('contacts.accept', { contactId: id }, options)).toMatchObject({ ok: false, code: 'offer-gone' });
});

it('answers and logs nothing of an unforeseen error but its kind', async () => {
  const { options, logged } = setUp(() => Promise.reject(new TypeError('secret words of a mail')));
  const result = await answer('contacts.accept', { contactId: id }, options);
  expect(result).toMatchObject({ ok: false, code: 'internal' });
  expect(JSON.stringify([result, logged])).not.toContain('secret');
  expect(logged.join()).toContain('TypeError');
});
