import type { AttentionEntry, IntakeView } from '../../common/contract/intake';

const NOW = Date.parse('2025-11-04T10:07:00.000Z');

/** An entry of the attention list, the higher the older, unless told otherwise. */
export function fakeAttention(n: number, change: Partial<AttentionEntry> = {}, nowMs = NOW): AttentionEntry {
  return {
    id: `00000000-0000-4000-8000-${String(5000 + n).padStart(12, '0')}`,
    reason: 'no-sender',
    detail: 'No field names a sender.',
    folder: 'INBOX',
    uid: 1200 + n,
    createdAt: new Date(nowMs - n * 60_000).toISOString(),
    ...change,
  };
}

/** A store of one folder in which everything is taken in and nothing needs attention, unless told otherwise. */
export function fakeIntake(change: Partial<IntakeView> = {}): IntakeView {
  const attention = change.attention ?? [];
  return {
    connected: true,
    problem: null,
    folders: [{ path: 'INBOX', problem: null, isCurrent: true, inStore: 1234, takenIn: 1234, waiting: 0 }],
    inStore: 1234,
    takenIn: 1234,
    waiting: 0,
    takenInEver: 5678,
    attention,
    attentionTotal: attention.length,
    ...change,
  };
}
