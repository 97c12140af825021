const shownTextByUrl = new Map<string, string>();
/** Far more than one conversation has; the oldest go first. */
const LIMIT = 2000;

const normal = (url: string): string => (URL.canParse(url) ? new URL(url).href : url);

/** Remembers what a mail wrote on its links, because a click in its frame tells the target alone. */
export function rememberShownTexts(links: { href: string; text: string }[]): void {
  for (const { href, text } of links) {
    shownTextByUrl.delete(normal(href));
    shownTextByUrl.set(normal(href), text);
  }
  for (const oldest of shownTextByUrl.keys()) {
    if (shownTextByUrl.size <= LIMIT) break;
    shownTextByUrl.delete(oldest);
  }
}

/** What a mail wrote on this link, if it is known. */
export function shownTextOf(url: string): string | null {
  return shownTextByUrl.get(normal(url)) ?? null;
}
