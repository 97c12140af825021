import { test as base } from '@playwright/test';
import type { MailStackOptions } from '../mail-stack/types';
import { startWorld, type World } from '../world/world';

type Options = { offerTimeLimitS: number; stack: MailStackOptions };

/**
 * The one bootstrap of all e2e tests: every test has a mail store, a service and desks of its own, and a failure leaves
 * the logs of all of them and a screenshot of every window in the test's output folder.
 */
export const test = base.extend<{ world: World } & Options>({
  offerTimeLimitS: [60, { option: true }],
  stack: [{}, { option: true }],
  world: async ({ offerTimeLimitS, stack }, use, testInfo) => {
    const world = await startWorld({ offerTimeLimitS, stack });
    try {
      await use(world);
    } finally {
      if (testInfo.status !== testInfo.expectedStatus) await world.saveEvidence(testInfo.outputPath('evidence'));
      await world.stop();
    }
  },
});
