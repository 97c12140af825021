const FIRST_MS = 60_000;
const LONGEST_MS = 4 * 60 * 60_000;
const GIVE_UP_MS = 3 * 24 * 60 * 60_000;

/**
 * How long after its `attempt`-th temporary refusal (from 1) a message is tried again: 1 min, doubled up to 4 h. Null when
 * 3 days have gone by (RFC 5321, 4.5.4.1 asks for 4–5 days at least of a relay, but an agent should be told sooner).
 */
export function retryDelayMs(attempt: number): number | null {
  let totalMs = 0;
  let delayMs = FIRST_MS;
  for (let n = 1; n < attempt; n += 1) {
    totalMs += delayMs;
    if (totalMs >= GIVE_UP_MS) return null;
    delayMs = Math.min(delayMs * 2, LONGEST_MS);
  }
  return totalMs + delayMs > GIVE_UP_MS ? null : delayMs;
}
