import { buildAgent, buildCsq, buildEntryPoint, buildSeed, type Seed } from '../builders/seed';

/** Password of everybody in a world; for throw-away servers only. */
export const DEMO_PASSWORD = 'a long demo password';

export type SeedOptions = {
  /** The full address of an entry point, by its local part. */
  address: (localPart: string) => string;
  offerTimeLimitS?: number;
  capacity?: number;
};

/** The seed file's content: two queues with an address each, two agents who serve both, a supervisor. */
export function worldSeed({ address, offerTimeLimitS = 60, capacity = 3 }: SeedOptions): Seed {
  const queue = { offerTimeLimitS, wrapUpLimitS: 120 };
  const agent = { password: DEMO_PASSWORD, capacity, csqs: ['Support', 'Billing'] };
  return buildSeed({
    csqs: [buildCsq({ ...queue, name: 'Support', isDefault: true }), buildCsq({ ...queue, name: 'Billing' })],
    entryPoints: [
      buildEntryPoint({ address: address('support'), isDefault: true }),
      buildEntryPoint({ address: address('billing'), displayName: 'Example Billing', csq: 'Billing' }),
    ],
    agents: [
      buildAgent({ ...agent, username: 'anna', displayName: 'Anna Novak' }),
      buildAgent({ ...agent, username: 'ben', displayName: 'Ben Ortiz' }),
      buildAgent({ ...agent, username: 'sofia', displayName: 'Sofia Lind', role: 'supervisor', csqs: [] }),
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
  });
}
