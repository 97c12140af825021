const CSS_URL = /url\(\s*(["']?)([^"')]*)\1\s*\)/gi;

/** Replaces `url(cid:…)` in CSS by the picture itself, or by nothing where the mail does not bring it. */
export function resolveCids(css: string, inlineImages: Record<string, string>): string {
  return css.replace(CSS_URL, (whole, _quote: string, target: string) => {
    if (!/^cid:/i.test(target.trim())) return whole;
    const picture = inlineImages[target.trim().slice(4)];
    return picture === undefined ? 'none' : `url("${picture}")`;
  });
}

/** How many things CSS would fetch from elsewhere. The frame's policy blocks them; the person is told the number. */
export function countRemoteCss(css: string): number {
  return [...css.matchAll(CSS_URL)].filter((match) => /^(?:https?:)?\/\//i.test(match[2]?.trim() ?? '')).length;
}
