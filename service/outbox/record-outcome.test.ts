import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../mail-store/send-outcome';
import { changeFor } from './record-outcome';

const NOW = new Date('2026-01-01T00:00:00Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);

describe('changeFor', () => {
  it.each<[string, SendOutcome, number, ReturnType<typeof changeFor>]>([
    [
      'accepted',
      { kind: 'accepted', refused: null },
      1,
      { state: 'sent', values: { sent_at: NOW, next_attempt_at: null, server_words: null } },
    ],
    [
      'accepted but for one recipient',
      { kind: 'accepted', refused: 'x: 550' },
      1,
      { state: 'sent', values: { sent_at: NOW, next_attempt_at: null, server_words: 'x: 550' } },
    ],
    [
      'refused for now',
      { kind: 'temporary', words: '451' },
      2,
      { state: 'queued', values: { next_attempt_at: at(120_000), server_words: '451' } },
    ],
    [
      'refused for now for three days',
      { kind: 'temporary', words: '451' },
      1000,
      { state: 'failed', values: { next_attempt_at: null, server_words: '451' } },
    ],
    [
      'refused for good',
      { kind: 'permanent', words: '550' },
      1,
      { state: 'failed', values: { next_attempt_at: null, server_words: '550' } },
    ],
    [
      'uncertain',
      { kind: 'uncertain', words: 'lost' },
      1,
      { state: 'uncertain', values: { next_attempt_at: null, server_words: 'lost' } },
    ],
    [
      'not started, which is no attempt',
      { kind: 'not-started', code: 'mail-refused' },
      3,
      { state: 'queued', values: { next_attempt_at: at(1000), attempts: 2 } },
    ],
  ])('%s', (_name, outcome, attempts, expected) => {
    expect(changeFor(outcome, attempts, NOW)).toEqual(expected);
  });
});
