import { expect } from '@playwright/test';
import { waitFor } from '../support/wait-for';
import { test } from './bootstrap';
import { answerEverything, expectAllAnswered, makeInquiries } from './inquiries';

// Only a server of our own can be asked.
test.use({ stack: { ownServers: true } });

test('the service holds at most three IMAP connections and each desk at most one', async ({ world }) => {
  await world.service.waitUntilReady();
  // The reader of the Sent and customers' folders in this test has accounts or moments of its own: counted is at rest.
  expect(await world.stack.countConnections()).toBeLessThanOrEqual(3);

  const anna = await world.signInDesk('anna');
  await expect(anna.page.getByText('Mail store connected')).toBeVisible();
  const withAnna = await world.stack.countConnections();
  const ben = await world.signInDesk('ben');
  await expect(ben.page.getByText('Mail store connected')).toBeVisible();
  const withBoth = await world.stack.countConnections();
  expect(withBoth).toBeLessThanOrEqual(5);
  expect(withBoth - withAnna).toBeLessThanOrEqual(1);

  // The highest count while both work, looked at over and over.
  await anna.goReady();
  await ben.goReady();
  const inquiries = makeInquiries(world, 4);
  for (const inquiry of inquiries) await world.sendInquiry(inquiry);
  const counts: number[] = [];
  let isWorking = true;
  const counting = waitFor(
    'the agents have finished',
    async () => {
      counts.push(await world.stack.countConnections());
      return !isWorking;
    },
    { timeoutMs: 120_000 },
  );
  await Promise.all([answerEverything(world, anna, inquiries), answerEverything(world, ben, inquiries)]);
  isWorking = false;
  await counting;
  expect(counts.length).toBeGreaterThan(5);
  expect(Math.max(...counts)).toBeLessThanOrEqual(5);
  await expectAllAnswered(world, inquiries);
});
