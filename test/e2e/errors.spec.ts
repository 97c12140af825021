import { expect } from '@playwright/test';
import english from '../../assets/locales/en.json' with { type: 'json' };
import type { ErrorCode } from '../../common/contract/errors';
import { DEMO_PASSWORD } from '../world/seed';
import { test } from './bootstrap';
import { answerTo, makeInquiries } from './inquiries';

/** What the person reads for a code. */
const titleOf = (code: ErrorCode): string => english.errors[code].title;

test('a wrong password is said so, and what was typed stays', async ({ world }) => {
  const desk = await world.openDesk('anna');
  await desk.fillSignIn('anna', 'not the password');
  await expect(desk.page.getByText(titleOf('wrong-password'))).toBeVisible();
  await expect(desk.page.getByRole('textbox', { name: 'User name' })).toHaveValue('anna');
  await desk.signIn('anna', DEMO_PASSWORD);
});

test('a service that is down is said so at sign-in, and the same form works once it is up', async ({ world }) => {
  const desk = await world.openDesk('anna');
  await world.service.kill();
  await desk.fillSignIn('anna', DEMO_PASSWORD);
  await expect(desk.page.getByText(titleOf('service-unreachable'))).toBeVisible();
  await world.service.start();
  await desk.page.getByRole('button', { name: 'Sign in' }).click();
  await expect(desk.stateControl).toBeVisible();
});

test('the service goes away in the middle of an answer: the desk says so, keeps the text and goes on', async ({
  world,
}) => {
  const anna = await world.signInDesk('anna');
  await anna.goReady();
  const [inquiry] = makeInquiries(world, 1);
  await world.sendInquiry(inquiry);
  await anna.accept(anna.offers.first());
  await anna.open(inquiry.subject);
  await anna.typeReply('The first half of it. ');
  await world.service.kill();
  await expect(anna.page.getByText('Service connecting')).toBeVisible();
  await expect(anna.page.getByText(titleOf('service-unreachable'))).toBeVisible();
  await anna.typeReply(answerTo(inquiry.subject));
  await anna.sendButton.click();
  await expect(
    anna.page.getByRole('region', { name: 'Reply' }).getByText(titleOf('service-unreachable')),
  ).toBeVisible();
  await expect(anna.editor).toContainText(`The first half of it. ${answerTo(inquiry.subject)}`);
  await world.service.start();
  await expect(anna.page.getByText('Service connected')).toBeVisible();
  await anna.sendPersistently();
  await anna.closeContact('Solved', '');
});

test('a desk that is killed while its agent types has the text again', async ({ world }) => {
  const anna = await world.signInDesk('anna');
  await anna.goReady();
  const [inquiry] = makeInquiries(world, 1);
  await world.sendInquiry(inquiry);
  await anna.accept(anna.offers.first());
  await anna.open(inquiry.subject);
  await anna.typeReply('Typed before the crash');
  await expect(anna.page.getByRole('region', { name: 'Reply' }).getByText(/^Draft saved/)).toBeVisible();
  await anna.kill();

  // The session is in the keychain: nobody signs in again.
  const again = await world.openDesk('anna');
  await expect(again.stateControl).toBeVisible();
  await again.open(inquiry.subject);
  await expect(again.editor).toContainText('Typed before the crash');
});

test('without a keychain the person is told, and works all the same', async ({ world }) => {
  await world.keyring.removeService();
  const desk = await world.openDesk('anna');
  await expect(desk.page.getByText(titleOf('keychain-absent'))).toBeVisible();
  await desk.signIn('anna', DEMO_PASSWORD);
});

test('a locked keychain is said so, and the person works all the same', async ({ world }) => {
  await world.keyring.lock();
  const desk = await world.openDesk('anna');
  await expect(desk.page.getByText(titleOf('keychain-locked'))).toBeVisible();
  await desk.signIn('anna', DEMO_PASSWORD);
});

const storeProblems = [
  { name: 'certificate that has expired', stack: { tls: 'implicit', certificate: 'expired' }, code: 'tls-expired' },
  {
    name: 'certificate nobody vouches for',
    stack: { tls: 'starttls', certificate: 'self-signed' },
    code: 'tls-untrusted',
  },
  {
    name: 'certificate of another name',
    stack: { tls: 'implicit', certificate: 'wrong-name' },
    code: 'tls-wrong-name',
  },
] as const;

for (const { name, stack, code } of storeProblems) {
  test.describe(`a mail store with a ${name}`, () => {
    test.use({ stack });

    test('is named on the desk', async ({ world }) => {
      const desk = await world.signInDesk('anna');
      await expect(desk.page.getByText(titleOf(code))).toBeVisible();
      await expect(desk.page.getByText('Service connected')).toBeVisible();
    });
  });
}

test.describe('a mail store behind a proxy', () => {
  test.use({ stack: { proxied: true } });

  test('that drops every connection is named on the desk, and found again', async ({ world }) => {
    const desk = await world.signInDesk('anna');
    await expect(desk.page.getByText('Mail store connected')).toBeVisible();
    const { imap } = world.stack.faults();
    imap.refuse(true);
    imap.cut();
    await expect(desk.page.getByText(titleOf('mail-connection-lost'))).toBeVisible();
    imap.refuse(false);
    await expect(desk.page.getByText('Mail store connected')).toBeVisible({ timeout: 40_000 });
  });

  test('that takes no connection is named on the desk', async ({ world }) => {
    await world.service.waitUntilReady();
    const { imap } = world.stack.faults();
    await imap.stop();
    const desk = await world.signInDesk('anna');
    await expect(desk.page.getByText(titleOf('mail-refused'))).toBeVisible();
  });
});
