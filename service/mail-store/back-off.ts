import type { ErrorCode } from '../../common/contract/errors';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 30_000;
/** Servers delay and finally block who signs in wrongly again and again, so these are never tried fast. */
const FIRST_DELAY_REFUSED_MS = 3000;

/**
 * How long to wait before connecting again: doubled each time, from 200 ms (3 s where the server refused the sign-in or
 * counted too many connections) to 30 s, and spread by half, so that several instances do not come back at once.
 * `attempt` counts from 0; `random` is in [0, 1).
 */
export function reconnectDelayMs(attempt: number, code: ErrorCode | null, random: number): number {
  const isRefused = code === 'mail-sign-in-refused' || code === 'mail-too-many-connections';
  const first = isRefused ? FIRST_DELAY_REFUSED_MS : FIRST_DELAY_MS;
  const delayMs = Math.min(first * 2 ** Math.min(attempt, 20), MAX_DELAY_MS);
  return Math.round(delayMs * (0.5 + random / 2));
}
