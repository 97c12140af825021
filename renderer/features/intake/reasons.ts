/** Reasons for needing attention that have a text of their own: `intake.reason.<reason>` in the locale files. */
export const EXPLAINED_REASONS = [
  'no-sender',
  'not-processed',
  'unreadable',
  'unknown-outgoing',
  'cancelled-outgoing',
] as const;

/** Which text explains a reason; a service newer than this desk may give one that the desk does not know. */
export function explainedReason(reason: string): (typeof EXPLAINED_REASONS)[number] | 'other' {
  return EXPLAINED_REASONS.find((each) => each === reason) ?? 'other';
}
