import { extname, resolve, sep } from 'node:path';

/** Origin of the renderer in a built application. */
export const APP_ORIGIN = 'app://replydesk';

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
};

/**
 * The file below `root` that an `app://replydesk/…` address means, or null where it means none: another host, a type
 * that is not served, a path that leaves the folder or hides something in escapes.
 */
export function resolveAppFile(root: string, address: string): { path: string; contentType: string } | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return null;
  const pathname = decode(url.pathname === '/' ? '/index.html' : url.pathname);
  if (pathname === null || /[\\\0]/.test(pathname)) return null;
  const path = resolve(root, `.${pathname}`);
  const contentType = CONTENT_TYPES[extname(path).toLowerCase()];
  if (!path.startsWith(resolve(root) + sep) || contentType === undefined) return null;
  return { path, contentType };
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
