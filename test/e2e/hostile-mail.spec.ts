import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import type { AgentDesk } from '../world/agent-desk';
import { test } from './bootstrap';
import { makeInquiries } from './inquiries';

/** A web server that only remembers what was asked of it. Nothing in a mail may ever reach it unasked. */
async function startCanary(): Promise<{ url: string; requests: string[]; server: Server }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, server };
}

const hostileHtml = (canary: string): string => `<html><head>
<meta http-equiv="refresh" content="0; url=${canary}/refresh">
<link rel="stylesheet" href="${canary}/style.css">
<style>@import url('${canary}/import.css'); body { background: url('${canary}/background.png') }</style>
<script>top.document.title = 'taken over'; fetch('${canary}/fetch')</script></head>
<body onload="fetch('${canary}/onload')">
<p>Hello, the invoice was charged twice.</p>
<img src="${canary}/pixel.png" onerror="fetch('${canary}/onerror')">
<iframe src="${canary}/frame"></iframe><object data="${canary}/object"></object>
<form action="${canary}/form"><input name="card"><button>Send</button></form>
<a href="javascript:fetch('${canary}/link')">a script</a> <a href="${canary}/clicked">a link</a>
<svg><script>fetch('${canary}/svg')</script></svg></body></html>`;

async function acceptOnly(desk: AgentDesk, subject: string): Promise<void> {
  await desk.accept(desk.offers.first());
  await desk.open(subject);
}

test('a hostile mail runs nothing, loads nothing and leads nowhere', async ({ world }) => {
  const canary = await startCanary();
  try {
    const anna = await world.signInDesk('anna');
    await anna.goReady();
    const title = await anna.page.title();
    const [inquiry] = makeInquiries(world, 1);
    await world.sendInquiry({ ...inquiry, html: hostileHtml(canary.url) });
    await acceptOnly(anna, inquiry.subject);

    const frameElement = anna.conversation.getByTitle(`Mail from ${inquiry.customerName}`);
    await expect(frameElement).toHaveAttribute('sandbox', '');
    const frame = frameElement.contentFrame();
    await expect(frame.getByText('the invoice was charged twice')).toBeVisible();
    await expect(frame.locator('script, form, iframe, object, link, meta[http-equiv="refresh"]')).toHaveCount(0);

    await frame.getByText('a link').click();
    const dialog = anna.page.getByRole('alertdialog');
    await expect(dialog).toContainText('127.0.0.1');
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await expect(anna.conversation.getByText(inquiry.subject).first()).toBeVisible();
    expect(await anna.page.title()).toBe(title);
    expect(canary.requests).toEqual([]);
  } finally {
    canary.server.close();
  }
});

test('the renderer reaches nothing but the bridge', async ({ world }) => {
  const desk = await world.openDesk('anna');
  await expect(desk.page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  const found = await desk.page.evaluate(() => {
    const scope = globalThis as unknown as { replydesk: object };
    return {
      node: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in scope),
      bridge: Object.keys(scope.replydesk).sort(),
      opened: window.open('https://example.test/') === null,
    };
  });
  expect(found).toEqual({ node: [], bridge: ['on', 'request'], opened: true });

  // Playwright itself would wait for a navigation that never comes, so main is asked what became of it.
  const afterwards = await desk.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) throw new Error('no window');
    await window.webContents.executeJavaScript("location.href = 'https://example.test/'; 0");
    const title: unknown = await window.webContents.executeJavaScript('document.title');
    return { url: window.webContents.getURL(), title, windows: BrowserWindow.getAllWindows().length };
  });
  expect(afterwards).toMatchObject({ title: 'Replydesk', windows: 1 });
  expect(afterwards.url).toMatch(/^app:\/\/replydesk\//);
  const preferences = await desk.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const { contextIsolation, sandbox, nodeIntegration, webSecurity } = (
      window?.webContents as unknown as { getLastWebPreferences: () => Electron.WebPreferences }
    ).getLastWebPreferences();
    return { contextIsolation, sandbox, nodeIntegration, webSecurity };
  });
  expect(preferences).toEqual({ contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true });
});
