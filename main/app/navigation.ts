import type { WebContents } from 'electron';
import { externalLink } from '../mail-view/link-target';

/**
 * Nobody navigates: not the page, not the mail in its frame, not a file dropped on the window, no new window, no
 * webview. A mail's link tried by a click is reported instead, so that the person is asked with the true target.
 * A page of the development server (null without one) may load itself anew: it does where a change cannot be patched in.
 */
export function lockNavigation(
  contents: WebContents,
  devServerUrl: string | null,
  onLink: (url: string) => void,
): void {
  const report = (address: string) => {
    const url = externalLink(address);
    if (url !== null) onLink(url);
  };
  const isReload = (url: string) => devServerUrl !== null && new URL(url).href === new URL(devServerUrl).href;
  contents.on('will-navigate', (event) => {
    if (!isReload(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isReload(event.url)) return;
    // The page itself may point its frame at a new mail; only from there on it is a navigation to be stopped.
    if (!event.isMainFrame && isMailFrame(event.url)) return;
    event.preventDefault();
    if (!event.isMainFrame) report(event.url);
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function isMailFrame(url: string): boolean {
  return url.startsWith('mail-frame://');
}
