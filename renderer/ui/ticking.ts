import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs = Date.now();

function tick(): void {
  nowMs = Date.now();
  for (const each of listeners) each();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // One timer for every ticking number, so that they all change in the same frame, and none when nothing ticks.
  timer ??= setInterval(tick, 1000);
  // A countdown that appears between two ticks must not begin with the time before it: 2:01 of two minutes.
  tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The window's time in ms, renewed each second. Only for the small components that show a ticking number. */
export function useTick(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
