/** Who sent an IPC message, as far as it matters. */
export type Sender = { url: string; isMainFrame: boolean; isOurWindow: boolean };

/**
 * True only for the page of the application itself, in the top frame of our window: never for a framed mail, another
 * origin, or a page that got into the window by some hole.
 */
export function isTrustedSender(sender: Sender, trustedOrigins: readonly string[]): boolean {
  if (!sender.isMainFrame || !sender.isOurWindow || !URL.canParse(sender.url)) return false;
  const url = new URL(sender.url);
  // URL.origin is "null" for a scheme that is not one of the web's.
  return trustedOrigins.includes(`${url.protocol}//${url.host}`);
}
