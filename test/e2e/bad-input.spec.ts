import { expect } from '@playwright/test';
import { deliverMail } from '../mail-stack/deliver';
import { waitFor } from '../support/wait-for';
import { test } from './bootstrap';
import { badMails } from './bad-mails';
import { answerTo, makeInquiries } from './inquiries';

test('bad input ends in a contact or in "needs attention", and the mail after it is handled normally', async ({
  world,
}) => {
  const bad = badMails(world.address('support'), world.address('nobody-knows'));
  for (const mail of bad) {
    await deliverMail(world.stack.delivery, { from: mail.from, to: [mail.to], raw: mail.raw() });
  }
  const [inquiry] = makeInquiries(world, 1);
  await world.sendInquiry(inquiry);

  const outcome = await waitFor(
    'every mail has become a contact or an attention entry',
    async () => {
      const contacts = await world.database.contacts();
      const attention = await world.database.attention();
      return contacts.length + attention.length >= bad.length + 1 ? { contacts, attention } : undefined;
    },
    { timeoutMs: 60_000 },
  );
  expect(outcome.contacts.length + outcome.attention.length).toBe(bad.length + 1);
  for (const entry of outcome.attention) expect(entry.reason).not.toBe('');
  expect(outcome.attention.map((entry) => entry.reason)).toEqual(['no-sender']);
  const bySubject = (subject: string): unknown => outcome.contacts.find((contact) => contact.subject.includes(subject));
  expect(bySubject('Sixty megabytes')).toMatchObject({ queue: 'Support', routingWarning: null });
  expect(bySubject('A thousand recipients')).toMatchObject({ queue: 'Support', routingWarning: null });
  expect(bySubject('Broken charset')).toMatchObject({ queue: 'Support', routingWarning: null });
  expect(bySubject('To nobody we know')).toMatchObject({ queue: 'Support', routingWarning: 'no-known-recipient' });

  const anna = await world.signInDesk('anna');
  await anna.goReady();
  // All of them, the worst first, can be opened and read; then the good one is answered as if nothing had been.
  const waiting = new Set(outcome.contacts.map((contact) => contact.subject));
  while (waiting.size > 0) {
    const offer = anna.offers.first();
    await expect(offer).toBeVisible();
    const before = await world.database.contacts();
    const offered = before.find((contact) => contact.owner === 'anna' && contact.state === 'offered');
    if (!offered) continue;
    await anna.accept(anna.offers.filter({ hasText: offered.subject }).first());
    await anna.open(offered.subject);
    await expect(anna.conversation.getByText('could not be fetched')).toHaveCount(0);
    await expect(anna.mail).toBeVisible();
    await anna.typeReply(answerTo(offered.subject));
    await anna.send();
    await anna.closeContact('Solved', 'read');
    waiting.delete(offered.subject);
  }
  const [reply] = await waitFor('the reply has reached the customer', async () => {
    const mails = await world.customerMail(inquiry.customer);
    return mails.length > 0 ? mails : undefined;
  });
  expect(reply?.words).toContain(answerTo(inquiry.subject));
});
