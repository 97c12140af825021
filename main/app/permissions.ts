import type { Session } from 'electron';

/** Refuses every permission (camera, notifications of the page, clipboard reading, devices, …): none is needed. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/**
 * Stops what leaves the machine from a page. The pages' policies forbid it already; this is the second wall. All that
 * is let through are pictures by https, which only a framed mail with the person's consent can ask for.
 */
export function denyNetwork(session: Session, devServerOrigin: string | null): void {
  session.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*'] },
    (details, answer) => {
      const url = new URL(details.url);
      const isPicture = details.resourceType === 'image' && url.protocol === 'https:';
      const isDevServer = devServerOrigin !== null && url.host === new URL(devServerOrigin).host;
      answer({ cancel: !(isPicture || isDevServer) });
    },
  );
}
