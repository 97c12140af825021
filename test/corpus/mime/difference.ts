import type { Rule } from './deliberate';

/** What is not as expected; `rule`: for which of the reasons that are listed. */
export type Difference = { what: string; detail: string; rule?: Rule };

/** A difference, by the rule that says why; none where that is null. */
export function difference(
  what: string,
  expected: unknown,
  actual: unknown,
  rule: Rule | null | undefined,
): Difference[] {
  if (rule === null) return [];
  return [{ what, detail: `${brief(actual)} for ${brief(expected)}`, ...(rule === undefined ? {} : { rule }) }];
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 100)}…${text.slice(-50)}` : text;
}
