/**
 * The paper a mail is shown on: always light, because mails are made for white and many set only one of their two
 * colours. `overflow-wrap` keeps a long word from pushing the text out of sight.
 */
const PAPER = `:root{color-scheme:light}
html{background:#fff}
body{margin:0;padding:12px 14px;font:13px/1.5 "Segoe UI",Inter,"Noto Sans",system-ui,sans-serif;color:#1b1d22;overflow-wrap:break-word}
img{max-width:100%;height:auto}
pre{white-space:pre-wrap}
a{color:#2450be}
blockquote{margin:0 0 0 4px;padding-left:10px;border-left:2px solid #d3d7de}
details>summary{cursor:pointer;color:#2450be;margin:8px 0}`;

/** A blocked picture without a description would be a sign for something broken, where nothing is. */
const WITHOUT_REMOTE = `
img:not([alt]):not([src^="data:"]){visibility:hidden}`;

/** A sanitised document with our base style in front of its own, so that the mail's own style wins. */
export function frameDocument(sanitisedHtml: string, allowRemote: boolean): string {
  const head = `<head><meta charset="utf-8"><style>${PAPER}${allowRemote ? '' : WITHOUT_REMOTE}</style>`;
  const withHead = /<head[^>]*>/i.test(sanitisedHtml)
    ? sanitisedHtml.replace(/<head[^>]*>/i, () => head)
    : `<html>${head}</head><body>${sanitisedHtml}</body></html>`;
  return `<!doctype html>${withHead.replace(/<body(?![^>]*\sdir=)/i, '<body dir="auto"')}`;
}
