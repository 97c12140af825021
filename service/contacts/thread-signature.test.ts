import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ConversationId } from '../../common/ids';
import { findThreadTokens, withSubjectToken, writeThreadToken } from '../../common/mail/thread-token';
import { isThreadToken, signThread } from './thread-signature';

const key = randomBytes(32);
const conversationId = randomUUID() as ConversationId;
const thread = { contactNumber: 10023, conversationId };

it('signs in the form that is found again, the same each time', () => {
  const token = signThread(key, thread);
  const subject = withSubjectToken('Re: x', writeThreadToken(token));
  expect(findThreadTokens(subject, [])).toEqual([token]);
  expect(signThread(key, thread)).toEqual(token);
  expect(isThreadToken(key, token, conversationId)).toBe(true);
});

it('takes no token for another conversation, contact or key, and none that is changed or cut', () => {
  const token = signThread(key, thread);
  expect(isThreadToken(key, token, randomUUID() as ConversationId)).toBe(false);
  expect(isThreadToken(key, { ...token, contactNumber: 10024 }, conversationId)).toBe(false);
  expect(isThreadToken(randomBytes(32), token, conversationId)).toBe(false);
  for (let at = 0; at < token.signature.length; at += 1) {
    const changed = token.signature.charAt(at) === 'a' ? 'b' : 'a';
    const signature = token.signature.slice(0, at) + changed + token.signature.slice(at + 1);
    expect(isThreadToken(key, { ...token, signature }, conversationId)).toBe(false);
  }
  expect(isThreadToken(key, { ...token, signature: '' }, conversationId)).toBe(false);
  expect(isThreadToken(key, { ...token, signature: 'ä'.repeat(16) }, conversationId)).toBe(false);
});
