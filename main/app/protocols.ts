import { readFile } from 'node:fs/promises';
import { type Protocol, protocol as electronProtocol } from 'electron';
import { resolveAppFile } from './app-files';
import { APP_POLICY, mailFramePolicy } from './content-security';
import type { MailFrameStore } from '../mail-view/mail-frame-store';

const COMMON_HEADERS = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' };

/** Says what our two schemes may do. Has to run before Electron is ready. */
export function registerSchemes(): void {
  electronProtocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    { scheme: 'mail-frame', privileges: { standard: true, secure: true } },
  ]);
}

/** Serves the renderer's files and the framed mails. Everything else answers 404. */
export function serveProtocols(protocol: Protocol, options: { rendererRoot: string; frames: MailFrameStore }): void {
  protocol.handle('app', async (request) => {
    const file = request.method === 'GET' ? resolveAppFile(options.rendererRoot, request.url) : null;
    if (!file) return notFound();
    const content = await readFile(file.path).catch(() => null);
    if (!content) return notFound();
    return new Response(new Uint8Array(content), {
      headers: { ...COMMON_HEADERS, 'Content-Type': file.contentType, 'Content-Security-Policy': APP_POLICY },
    });
  });
  protocol.handle('mail-frame', (request) => {
    const url = new URL(request.url);
    const mail = request.method === 'GET' && url.pathname === '/' ? options.frames.get(url.host) : null;
    if (!mail) return notFound();
    return new Response(mail.html, {
      headers: {
        ...COMMON_HEADERS,
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': mailFramePolicy(mail.allowRemote),
        'Cache-Control': 'no-store',
      },
    });
  });
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { ...COMMON_HEADERS, 'Content-Type': 'text/plain' } });
}
