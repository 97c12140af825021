import { expect } from '@playwright/test';
import { test } from './bootstrap';
import { DEMO_PASSWORD } from '../world/seed';
import { answerEverything, expectAllAnswered, makeInquiries } from './inquiries';

test('two agents answer twenty mails to two addresses, each exactly once', async ({ world }) => {
  const anna = await world.signInDesk('anna', DEMO_PASSWORD);
  const ben = await world.signInDesk('ben', DEMO_PASSWORD);
  await anna.goReady();
  await ben.goReady();

  const inquiries = makeInquiries(world, 20);
  for (const inquiry of inquiries) await world.sendInquiry(inquiry);

  const answered = await Promise.all([
    answerEverything(world, anna, inquiries),
    answerEverything(world, ben, inquiries),
  ]);

  expect([...answered[0], ...answered[1]].sort()).toEqual(inquiries.map((inquiry) => inquiry.subject).sort());
  expect(answered[0].length).toBeGreaterThan(0);
  expect(answered[1].length).toBeGreaterThan(0);
  await expectAllAnswered(world, inquiries);
});

test('an agent who is Not Ready gets nothing', async ({ world }) => {
  const anna = await world.signInDesk('anna', DEMO_PASSWORD);
  const ben = await world.signInDesk('ben', DEMO_PASSWORD);
  await anna.goReady();
  await ben.expectState('Not Ready');

  for (const inquiry of makeInquiries(world, 5)) await world.sendInquiry(inquiry);
  // Anna's capacity is three: once she holds three and two wait, everything that could be offered has been.
  await expect(anna.offers).toHaveCount(3);
  await expect
    .poll(async () => (await world.database.contacts()).map((contact) => contact.state).sort())
    .toEqual(['offered', 'offered', 'offered', 'queued', 'queued']);
  await expect(ben.offers).toHaveCount(0);
  expect((await world.database.contacts()).filter((contact) => contact.owner === 'ben')).toEqual([]);
});

test.describe('with a short offer time', () => {
  test.use({ offerTimeLimitS: 3 });

  test('an offer not taken goes to the other agent and sets RONA', async ({ world }) => {
    const anna = await world.signInDesk('anna', DEMO_PASSWORD);
    await anna.goReady();
    const ben = await world.signInDesk('ben', DEMO_PASSWORD);

    const [inquiry] = makeInquiries(world, 1);
    await world.sendInquiry(inquiry);
    await expect(anna.offerOf(inquiry.customerName)).toBeVisible();
    await ben.goReady();
    await anna.expectState('RONA');
    await expect(anna.offers).toHaveCount(0);

    const offer = ben.offerOf(inquiry.customerName);
    await expect(offer).toBeVisible();
    await ben.accept(offer);
    await ben.open(inquiry.subject);
    const [contact] = await world.database.contacts();
    expect(contact).toMatchObject({ owner: 'ben', state: 'active' });
    await anna.expectState('RONA');
    await anna.goReady();
  });
});

test('the service is killed in the middle: nothing lost, nothing twice', async ({ world }) => {
  const anna = await world.signInDesk('anna', DEMO_PASSWORD);
  const ben = await world.signInDesk('ben', DEMO_PASSWORD);
  await anna.goReady();
  await ben.goReady();

  const inquiries = makeInquiries(world, 12);
  for (const inquiry of inquiries.slice(0, 6)) await world.sendInquiry(inquiry);

  // Each kill falls between two answers of the agents, wherever the service is with its own steps then.
  let answers = 0;
  const killAfter = new Set([2, 5]);
  const onAnswer = async (): Promise<void> => {
    answers += 1;
    if (!killAfter.has(answers)) return;
    await world.service.kill();
    // While nothing listens, customers go on writing.
    for (const inquiry of inquiries.slice(answers === 2 ? 6 : 9, answers === 2 ? 9 : 12))
      await world.sendInquiry(inquiry);
    await world.service.start();
  };
  await Promise.all([
    answerEverything(world, anna, inquiries, onAnswer),
    answerEverything(world, ben, inquiries, onAnswer),
  ]);
  await expectAllAnswered(world, inquiries, { mayBeUncertain: true });
});
