import type { ErrorCode } from '../../common/contract/errors';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 30_000;
/** Servers delay and finally block who signs in wrongly again and again, so these are never tried fast. */
const FIRST_DELAY_REFUSED_MS = 3000;
const MAX_DELAY_REFUSED_MS = 5 * 60_000;
/** What a server that asks for fewer requests is left alone for. */
const FIRST_DELAY_THROTTLED_MS = 30_000;
const MAX_DELAY_THROTTLED_MS = 15 * 60_000;

/**
 * How long to wait before connecting again: doubled each time, from 200 ms to 30 s (from 3 s to 5 min where the server
 * refused the sign-in or counted too many connections), and spread by half, so that several instances do not come back at
 * once. `attempt` counts from 0; `random` is in [0, 1).
 */
export function reconnectDelayMs(attempt: number, code: ErrorCode | null, random: number): number {
  const isRefused = code === 'mail-sign-in-refused' || code === 'mail-too-many-connections';
  const first = isRefused ? FIRST_DELAY_REFUSED_MS : FIRST_DELAY_MS;
  const most = isRefused ? MAX_DELAY_REFUSED_MS : MAX_DELAY_MS;
  const delayMs = Math.min(first * 2 ** Math.min(attempt, 20), most);
  return Math.round(delayMs * (0.5 + random / 2));
}

/**
 * How long a server that throttles is left alone: what it asks for, and at least 30 s, doubled each time up to 15 min; then
 * up to a quarter more, so that several do not come back at once. Never less than it asks for.
 */
export function throttledDelayMs(attempt: number, suggestedMs: number | null, random: number): number {
  const delayMs = Math.min(FIRST_DELAY_THROTTLED_MS * 2 ** Math.min(attempt, 20), MAX_DELAY_THROTTLED_MS);
  return Math.round(Math.max(delayMs, suggestedMs ?? 0) * (1 + random / 4));
}
