/** Seed data as the service's `seed` command takes it. */
export type Seed = {
  csqs: SeedCsq[];
  entryPoints: SeedEntryPoint[];
  skills?: { id: string; name: string }[];
  agents: SeedAgent[];
  wrapUpReasons: SeedReason[];
  notReadyReasons: SeedReason[];
};

export type SeedCsq = { name: string; isDefault?: boolean; offerTimeLimitS?: number; wrapUpLimitS?: number };
export type SeedEntryPoint = { address: string; displayName: string; csq: string; isDefault?: boolean };
export type SeedAgent = {
  username: string;
  displayName: string;
  role: 'agent' | 'supervisor' | 'administrator';
  password: string;
  capacity?: number;
  csqs: string[];
  skills?: { skill: string; level: number }[];
};
export type SeedReason = { code: string; label: string; isDefault?: boolean };

/** A queue named Support unless told. */
export function buildCsq(parts: Partial<SeedCsq> = {}): SeedCsq {
  return { name: 'Support', offerTimeLimitS: 30, wrapUpLimitS: 60, ...parts };
}

/** An address of the queue Support unless told. */
export function buildEntryPoint(parts: Partial<SeedEntryPoint> = {}): SeedEntryPoint {
  return { address: 'support@example.test', displayName: 'Example Support', csq: 'Support', ...parts };
}

/** An agent of the queue Support; the display name follows the user name unless told. */
export function buildAgent(parts: Partial<SeedAgent> = {}): SeedAgent {
  const username = parts.username ?? 'anna';
  const displayName = username.charAt(0).toUpperCase() + username.slice(1);
  return {
    username,
    displayName,
    role: 'agent',
    password: `${username}-has-a-long-password`,
    csqs: ['Support'],
    ...parts,
  };
}

/** One queue with its address and one agent: the smallest seed with which a mail finds somebody. */
export function buildSeed(parts: Partial<Seed> = {}): Seed {
  return {
    csqs: [buildCsq({ isDefault: true })],
    entryPoints: [buildEntryPoint({ isDefault: true })],
    agents: [buildAgent()],
    wrapUpReasons: [{ code: 'solved', label: 'Solved', isDefault: true }],
    notReadyReasons: [{ code: 'break', label: 'Break' }],
    ...parts,
  };
}
