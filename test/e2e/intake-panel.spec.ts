import { expect, type Locator } from '@playwright/test';
import type { Bridge } from '../../common/contract/ipc';
import { deliverMail } from '../mail-stack/deliver';
import type { AgentDesk } from '../world/agent-desk';
import type { World } from '../world/world';
import { badMails } from './bad-mails';
import { test } from './bootstrap';
import { makeInquiries } from './inquiries';
import { violations } from './violations';

const WITHIN = { timeout: 2_000 };

const figureOf = (desk: AgentDesk): Locator => desk.page.getByRole('button', { name: /^Store / });
const panelOf = (desk: AgentDesk): Locator => desk.page.getByRole('dialog', { name: 'Intake' });
const entriesOf = (desk: AgentDesk): Locator =>
  panelOf(desk)
    .getByRole('list', { name: /^Needs attention/ })
    .getByRole('listitem');

async function deliverWithoutSender(world: World): Promise<void> {
  const mail = badMails(world.address('support'), '').find(({ name }) => name === 'no headers');
  if (!mail) throw new Error('there is no such mail');
  await deliverMail(world.stack.delivery, { from: mail.from, to: [mail.to], raw: mail.raw() });
}

test('a supervisor sees what the store holds, and settles what needs attention by the keyboard', async ({ world }) => {
  const sofia = await world.signInDesk('sofia');
  const { keyboard } = sofia.page;
  const [figure, panel, entries] = [figureOf(sofia), panelOf(sofia), entriesOf(sofia)];
  await expect(figure).toHaveText('Store 0 · taken in 0');
  const [inquiry] = makeInquiries(world, 1);
  await world.sendInquiry(inquiry);
  await expect(figure).toHaveText('Store 1 · taken in 1', WITHIN);

  await figure.focus();
  await keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: 'Close' })).toBeFocused();
  await expect(panel.getByText('Nothing needs attention')).toBeVisible();
  expect.soft(await violations(sofia), 'nothing to do').toEqual([]);

  await deliverWithoutSender(world);
  await expect(entries).toHaveCount(1, WITHIN);
  await expect(entries).toContainText('No sender');
  await expect(figure).toHaveText('Store 2 · taken in 21 needs attention', WITHIN);
  await expect(panel.getByRole('row', { name: /^INBOX/ })).toHaveText('INBOX220');
  await expect(panel.getByRole('button', { name: 'Close' })).toBeFocused();
  for (const colorScheme of ['dark', 'light'] as const) {
    await sofia.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft(await violations(sofia), `an entry, ${colorScheme}`).toEqual([]);
  }

  await keyboard.press('Tab');
  await expect(entries.getByRole('button', { name: 'Retry' })).toBeFocused();
  const first = await entries.getByRole('time').getAttribute('datetime');
  await keyboard.press('Enter');
  await expect(panel.getByRole('status')).toHaveText(/^It is being tried again/);
  // There is still no sender: it comes back, with the time of this attempt.
  await expect(entries.getByRole('time')).not.toHaveAttribute('datetime', first ?? '');
  await expect(figure).toHaveText('Store 2 · taken in 21 needs attention');
  await expect(panel.getByText('Everything in the store is taken in')).toBeVisible();

  const dismiss = entries.getByRole('button', { name: 'Dismiss', exact: true });
  await dismiss.focus();
  await keyboard.press('Enter');
  await expect(entries.getByRole('button', { name: 'Keep' })).toBeFocused();
  expect.soft(await violations(sofia), 'the question').toEqual([]);
  await keyboard.press('Escape');
  await expect(dismiss).toBeFocused();
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await expect(entries.getByRole('button', { name: 'Dismiss for good' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(panel.getByText('Nothing needs attention')).toBeVisible();
  await expect(panel.getByRole('heading', { name: /^Needs attention/ })).toBeFocused();
  await expect(figure).toHaveText('Store 2 · taken in 2');
  await keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(figure).toBeFocused();
  expect(await world.database.attention()).toHaveLength(1);
});

test('an agent sees nothing of intake, and is refused what settles it', async ({ world }) => {
  const sofia = await world.signInDesk('sofia');
  const anna = await world.signInDesk('anna');
  await deliverWithoutSender(world);
  await expect(figureOf(sofia)).toContainText('1 needs attention');
  await expect(figureOf(anna)).toHaveCount(0);
  await expect(anna.page.getByText('needs attention')).toHaveCount(0);

  const refusals = await anna.page.evaluate(async () => {
    const { request } = (globalThis as unknown as { replydesk: Bridge }).replydesk;
    const id = '00000000-0000-4000-8000-000000000001';
    const state = await request['app.state']({});
    const answers = [await request['attention.retry']({ id }), await request['attention.dismiss']({ id })];
    return { intake: state.ok ? state.value.intake : 'unknown', codes: answers.map((each) => !each.ok && each.code) };
  });
  expect(refusals).toEqual({ intake: null, codes: ['not-allowed', 'not-allowed'] });
});
