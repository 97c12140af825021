import type { AgentDesk } from './agent-desk';

type Noted = { offersPainted?: Map<string, number> };

/**
 * Has the window itself note when the offer of each of these subjects has first been painted: what is asked from outside
 * comes later than what the agent sees.
 */
export async function watchOffers(desk: AgentDesk, subject: RegExp): Promise<void> {
  await desk.page.evaluate(
    ({ source }) => {
      const painted = new Map<string, number>();
      (globalThis as Noted).offersPainted = painted;
      new MutationObserver(() => {
        for (const card of document.querySelectorAll('article')) {
          const shown = new RegExp(source).exec(card.textContent ?? '')?.[0];
          if (shown === undefined || painted.has(shown)) continue;
          painted.set(shown, 0);
          requestAnimationFrame(() => painted.set(shown, Date.now()));
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    },
    { source: subject.source },
  );
}

/** Epoch milliseconds at which the offer was painted; waits for it. */
export async function offerPaintedAt(desk: AgentDesk, subject: string): Promise<number> {
  const handle = await desk.page.waitForFunction(
    (wanted) => (globalThis as Noted).offersPainted?.get(wanted) ?? 0,
    subject,
    { timeout: 60_000, polling: 10 },
  );
  return Number(await handle.jsonValue());
}
