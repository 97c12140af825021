import { expect, it } from 'vitest';
import { offerCountdown } from './countdown';

const offer = { offeredAt: '2025-11-04T10:00:00.000Z', offerExpiresAt: '2025-11-04T10:00:30.000Z' };
const start = Date.parse(offer.offeredAt);

it.each([
  [0, 1, false],
  [15_000, 0.5, false],
  [25_000, 1 / 6, true],
  [40_000, 0, true],
  // A clock that is behind must not overfill the bar.
  [-5000, 1, false],
])('after %i ms', (ms, share, isEnding) => {
  const countdown = offerCountdown(offer, start + ms);
  expect(countdown.share).toBeCloseTo(share);
  expect(countdown.isEnding).toBe(isEnding);
});

it('has no end where the service gives none', () => {
  expect(offerCountdown({ offeredAt: null, offerExpiresAt: null }, start)).toEqual({ share: 1, isEnding: false });
});
