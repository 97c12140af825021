/** People and queues every world starts with. The password is for throw-away servers only. */
export const DEMO_PASSWORD = 'a long demo password';

export type SeedOptions = {
  /** The full address of an entry point, by its local part. */
  address: (localPart: string) => string;
  offerTimeLimitS?: number;
  capacity?: number;
};

/** The seed file's content: two queues with an address each, two agents who serve both, a supervisor. */
export function worldSeed({ address, offerTimeLimitS = 60, capacity = 3 }: SeedOptions): object {
  return {
    csqs: [
      { name: 'Support', isDefault: true, offerTimeLimitS, wrapUpLimitS: 120 },
      { name: 'Billing', offerTimeLimitS, wrapUpLimitS: 120 },
    ],
    entryPoints: [
      { address: address('support'), displayName: 'Example Support', csq: 'Support', isDefault: true },
      { address: address('billing'), displayName: 'Example Billing', csq: 'Billing' },
    ],
    agents: [
      {
        username: 'anna',
        displayName: 'Anna Novak',
        role: 'agent',
        password: DEMO_PASSWORD,
        capacity,
        csqs: ['Support', 'Billing'],
      },
      {
        username: 'ben',
        displayName: 'Ben Ortiz',
        role: 'agent',
        password: DEMO_PASSWORD,
        capacity,
        csqs: ['Support', 'Billing'],
      },
      { username: 'sofia', displayName: 'Sofia Lind', role: 'supervisor', password: DEMO_PASSWORD, csqs: [] },
    ],
    wrapUpReasons: [
      { code: 'solved', label: 'Solved', isDefault: true },
      { code: 'promised', label: 'Promised a fix' },
      { code: 'information', label: 'Information given' },
      { code: 'no-answer-needed', label: 'No answer needed' },
    ],
    notReadyReasons: [
      { code: 'break', label: 'Break' },
      { code: 'lunch', label: 'Lunch' },
      { code: 'meeting', label: 'Meeting' },
    ],
  };
}
