import { expect } from '@playwright/test';
import { DEMO_PASSWORD } from '../world/seed';
import { test } from './bootstrap';
import { makeInquiries } from './inquiries';
import { violations } from './violations';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the main screens, ${colorScheme}`, async ({ world }, testInfo) => {
    const anna = await world.openDesk('anna');
    await anna.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(anna.page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    const isDark = await anna.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    expect(isDark).toBe(colorScheme === 'dark');
    expect.soft(await violations(anna), 'sign-in').toEqual([]);

    await anna.signIn('anna', DEMO_PASSWORD);
    expect.soft(await violations(anna), 'an empty desk').toEqual([]);

    await anna.goReady();
    const [inquiry] = makeInquiries(world, 1);
    await world.sendInquiry(inquiry);
    await expect(anna.offers).toHaveCount(1);
    expect.soft(await violations(anna), 'an offer').toEqual([]);

    await anna.accept(anna.offers.first());
    await anna.open(inquiry.subject);
    await expect(anna.mail).toBeVisible();
    await anna.typeReply('Thank you.');
    expect.soft(await violations(anna), 'conversation and reply').toEqual([]);

    await anna.screenshot(testInfo.outputPath(`desk-${colorScheme}.png`));
    await anna.send();
    expect.soft(await violations(anna), 'wrap-up').toEqual([]);
  });
}
