import { test as base } from '@playwright/test';
import { startWorld, type World } from '../world/world';

type Options = { offerTimeLimitS: number };

/**
 * The one bootstrap of all e2e tests: every test has a mail store, a service and desks of its own, and a failure leaves
 * the logs of all of them and a screenshot of every window in the test's output folder.
 */
export const test = base.extend<{ world: World } & Options>({
  offerTimeLimitS: [60, { option: true }],
  world: async ({ offerTimeLimitS }, use, testInfo) => {
    const world = await startWorld({ offerTimeLimitS });
    try {
      await use(world);
    } finally {
      if (testInfo.status !== testInfo.expectedStatus) await world.saveEvidence(testInfo.outputPath('evidence'));
      await world.stop();
    }
  },
});
