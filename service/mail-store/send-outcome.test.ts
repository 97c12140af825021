import { describe, expect, it } from 'vitest';
import { failedOutcome, serverWords } from './send-outcome';

const error = (properties: object): Error => Object.assign(new Error('lost'), properties);

describe('failedOutcome', () => {
  it.each([
    [
      'refused sender',
      { code: 'EENVELOPE', responseCode: 550, permanent: true, response: '550 no' },
      'envelope',
      'permanent',
    ],
    [
      'greylisted',
      { code: 'EENVELOPE', responseCode: 451, permanent: false, response: '451 later' },
      'envelope',
      'temporary',
    ],
    [
      'bad sequence',
      { code: 'EENVELOPE', responseCode: 503, permanent: false, response: '503 no' },
      'envelope',
      'temporary',
    ],
    [
      'refused content',
      { code: 'EMESSAGE', responseCode: 554, permanent: true, response: '554 no' },
      'handed-over',
      'permanent',
    ],
    [
      'full disk',
      { code: 'EMESSAGE', responseCode: 452, permanent: false, response: '452 no' },
      'handed-over',
      'temporary',
    ],
    [
      'shutting down',
      { code: 'ECONNECTION', responseCode: 421, permanent: false, response: '421 bye' },
      'data',
      'temporary',
    ],
    ['over the announced size', { code: 'EMESSAGE' }, 'envelope', 'permanent'],
    ['lost before the data', { code: 'ECONNECTION' }, 'envelope', 'not-started'],
    ['authentication required', { code: 'EENVELOPE', responseCode: 530, permanent: true }, 'envelope', 'not-started'],
    ['our own record failed', { code: 'ESTREAM' }, 'envelope', 'not-started'],
    ['lost in the middle', { code: 'ESOCKET', originalCode: 'ECONNRESET' }, 'data', 'temporary'],
    ['lost after the last octet', { code: 'ECONNECTION' }, 'handed-over', 'uncertain'],
    ['silence after the last octet', { code: 'ETIMEDOUT' }, 'handed-over', 'uncertain'],
  ] as const)('%s', (_name, properties, phase, kind) => {
    expect(failedOutcome(error(properties), phase).kind).toBe(kind);
  });

  it("keeps the server's words, or the code where nothing started", () => {
    expect(
      failedOutcome(error({ responseCode: 550, permanent: true, response: '550 no\r\nsuch user' }), 'envelope'),
    ).toEqual({
      kind: 'permanent',
      words: '550 no such user',
    });
    expect(failedOutcome(error({ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }), 'envelope')).toEqual({
      kind: 'not-started',
      code: 'mail-refused',
    });
  });

  it('does not take an unknown failure after the hand-over for a refusal', () => {
    expect(failedOutcome('thrown text', 'handed-over').kind).toBe('uncertain');
  });
});

describe('serverWords', () => {
  it('bounds the length', () => {
    expect(serverWords('x'.repeat(5000))).toHaveLength(1000);
  });
});
