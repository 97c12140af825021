import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Where a running demo says how customers' mail gets in, for `npm run demo:mail`. */
export const demoStateFile = join(tmpdir(), `replydesk-demo-${userInfo().username}.json`);

export const demoStateSchema = z.object({
  delivery: z.object({ protocol: z.enum(['smtp', 'lmtp']), host: z.string(), port: z.number() }),
  /** Where to write to: the entry points' addresses by local part. */
  addresses: z.record(z.string(), z.string()),
});
