import type { ErrorCode } from '../../common/contract/errors';

/** What a person can do about an error; the texts are `wayOn.<kind>` in the locale files. */
export const WAYS_ON = ['retry', 'correct', 'sign-in', 'wait', 'administrator', 'none'] as const;
export type WayOn = (typeof WAYS_ON)[number];

const wayOnByCode: Record<ErrorCode, WayOn> = {
  'wrong-password': 'correct',
  'account-locked': 'administrator',
  'session-expired': 'sign-in',
  'signed-in-elsewhere': 'sign-in',
  'service-unreachable': 'retry',
  'service-insecure': 'correct',
  'tls-expired': 'administrator',
  'tls-untrusted': 'administrator',
  'tls-wrong-name': 'administrator',
  'tls-failed': 'administrator',
  'mail-host-unreachable': 'retry',
  'mail-refused': 'administrator',
  'mail-sign-in-refused': 'administrator',
  'mail-too-many-connections': 'wait',
  'mail-throttled': 'wait',
  'mail-connection-lost': 'retry',
  'mail-not-found': 'administrator',
  'mail-too-large': 'administrator',
  'append-outcome-unknown': 'wait',
  'keychain-absent': 'none',
  'keychain-locked': 'retry',
  'invalid-input': 'correct',
  'not-signed-in': 'sign-in',
  'not-allowed': 'administrator',
  'not-found': 'none',
  'wrong-state': 'none',
  'offer-gone': 'none',
  'capacity-reached': 'none',
  cancelled: 'none',
  internal: 'retry',
};

/** The way on from an error. */
export function wayOnFor(code: ErrorCode): WayOn {
  return wayOnByCode[code];
}
