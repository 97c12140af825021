/**
 * Sent with everything from `app://`. Fluent UI's griffel makes style tags at run time, hence `unsafe-inline` there.
 *
 * `frame-src` names the web's schemes although no such frame is ever loaded: Chromium judges it before it tells us of a
 * click on a mail's link, and would show an error page in the mail's place. With them the click arrives at
 * `lockNavigation`, which stops it and reports the link; `denyNetwork` is the wall behind it.
 */
export const APP_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  'frame-src mail-frame: http: https: mailto:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Sent with a mail. The `sandbox` without any word puts the document in an opaque origin without scripts, forms and
 * popups, even if the frame's own attribute were lost. Remote pictures come by https only, after consent.
 */
export function mailFramePolicy(allowRemote: boolean): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    allowRemote ? 'img-src data: https:' : 'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    'sandbox',
  ].join('; ');
}
