import { expect, it } from 'vitest';
import { isTrustedSender } from './sender';

const ours = { url: 'app://replydesk/index.html#x', isMainFrame: true, isOurWindow: true };
const origins = ['app://replydesk'];

it('trusts the page in the top frame of our window', () => {
  expect(isTrustedSender(ours, origins)).toBe(true);
  expect(isTrustedSender({ ...ours, url: 'http://localhost:5173/' }, [...origins, 'http://localhost:5173'])).toBe(true);
});

it.each([
  { ...ours, isMainFrame: false },
  { ...ours, isOurWindow: false },
  { ...ours, url: 'mail-frame://abc/' },
  { ...ours, url: 'app://replydesk.evil/' },
  { ...ours, url: 'app://other/' },
  { ...ours, url: 'https://replydesk/' },
  { ...ours, url: 'http://localhost:5173/' },
  { ...ours, url: 'about:blank' },
  { ...ours, url: '' },
])('does not trust %j', (sender) => {
  expect(isTrustedSender(sender, origins)).toBe(false);
});
