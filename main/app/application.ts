import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, powerMonitor, session as electronSession, shell } from 'electron';
import type { DeskSnapshot } from '../../common/contract/desk';
import type { AppState } from '../../common/contract/ipc';
import { createEventSender } from '../ipc/events';
import { contactHandlers } from '../ipc/contact-handlers';
import { mailViewHandlers } from '../ipc/mail-view-handlers';
import { registerHandlers } from '../ipc/register';
import { replyHandlers } from '../ipc/reply-handlers';
import { sessionHandlers } from '../ipc/session-handlers';
import { describeError, type DeskLog } from '../log';
import { createMailFrameStore } from '../mail-view/mail-frame-store';
import { startWait } from '../net/back-off';
import { createNotifier } from '../notifications/notifier';
import { noticesFor } from '../notifications/policy';
import { createKeytarVault } from '../vault/keytar-vault';
import { createMemoryVault } from '../vault/memory-vault';
import { createSafeVault } from '../vault/safe-vault';
import { APP_ORIGIN } from './app-files';
import type { LaunchArguments } from './arguments';
import { createDesk } from './desk';
import { installMenu } from './menu';
import { lockNavigation } from './navigation';
import { denyNetwork, denyPermissions } from './permissions';
import type { Profile } from './profile';
import { serveProtocols } from './protocols';
import type { SettingsStore } from './settings';
import { createWindow, focusWindow } from './window';

const DEFAULT_SERVICE_URL = 'ws://127.0.0.1:7420';
/** How long the first picture waits for the session of last time. */
const RESUME_PATIENCE_MS = 2_500;
/** A prompt of the keychain is answered by a person. */
const KEYCHAIN_TIMEOUT_MS = 30_000;
const FRAMES = { maxMails: 20, maxCharacters: 40_000_000 };

export type ApplicationOptions = {
  profile: Profile;
  launch: LaunchArguments;
  settings: SettingsStore;
  log: DeskLog;
  /** Address of the development server that serves the renderer, null in a built application. */
  devServerUrl: string | null;
};

export type Application = { open: () => void; focus: () => void; close: () => Promise<void> };

/** Joins desk, window and system. Electron is ready when this is called. */
export function createApplication(options: ApplicationOptions): Application {
  const { profile, settings, log, devServerUrl } = options;
  let window: BrowserWindow | null = null;
  let lastSnapshot: DeskSnapshot | null = null;
  const send = createEventSender(() => window);
  const frames = createMailFrameStore({ newHost: () => randomUUID().replaceAll('-', ''), ...FRAMES });
  const notifier = createNotifier({
    locale: () => app.getLocale(),
    onClick: (contactId) => {
      if (window) focusWindow(window);
      if (contactId !== null) send('contact.focus', { contactId });
    },
  });
  const vault = createSafeVault({
    keychain: createKeytarVault({ account: profile.keychainAccount, timeoutMs: KEYCHAIN_TIMEOUT_MS }),
    memory: createMemoryVault(),
    log,
  });
  const desk = createDesk({
    userData: profile.userData,
    settings,
    vault,
    log,
    random: Math.random,
    onConnections: (connections) => send('connection.changed', connections),
    onSnapshot: (snapshot) => {
      send('desk.snapshot', snapshot);
      if (snapshot) notifier.show(noticesFor(lastSnapshot, snapshot, window?.isFocused() ?? false));
      lastSnapshot = snapshot;
    },
  });
  const appState = (): AppState => ({
    version: app.getVersion(),
    profile: profile.name,
    locale: app.getLocale(),
    serviceUrl: options.launch.serviceUrl ?? (settings.current().serviceUrl || DEFAULT_SERVICE_URL),
    username: settings.current().username,
    keychain: vault.state(),
    snapshot: desk.session.snapshot(),
    connections: desk.connections(),
  });
  const askWhereToSave = async (fileName: string) => {
    const defaultPath = join(app.getPath('downloads'), fileName);
    const answer = window ? await dialog.showSaveDialog(window, { defaultPath }) : null;
    return answer && !answer.canceled && answer.filePath ? answer.filePath : null;
  };

  const resumed = startResume(desk.session.resume, log);
  registerHandlers(ipcMain, {
    trustedOrigins: devServerUrl === null ? [APP_ORIGIN] : [new URL(devServerUrl).origin],
    log,
    handlers: {
      ...sessionHandlers({
        session: desk.session,
        appState,
        resumed,
        rememberSignIn: (proposal) => settings.change(proposal),
      }),
      ...contactHandlers({ session: desk.session, deskMail: desk.deskMail, askWhereToSave }),
      ...replyHandlers(desk),
      ...mailViewHandlers({ frames, openOutside: (url) => shell.openExternal(url) }),
    },
  });
  secureSession(frames, devServerUrl);
  installMenu({ isDevelopment: devServerUrl !== null });
  powerMonitor.on('resume', desk.hurry);
  powerMonitor.on('unlock-screen', desk.hurry);

  return {
    open: () => {
      window = createWindow({ settings, log, ...windowFiles() });
      lockNavigation(window.webContents, (url) => send('link.clicked', { url }));
      window.on('focus', notifier.clear);
      window.on('closed', () => (window = null));
      window.loadURL(devServerUrl ?? `${APP_ORIGIN}/index.html`).catch((error: unknown) => {
        log.error('page-not-loaded', describeError(error));
      });
    },
    focus: () => {
      if (window) focusWindow(window);
    },
    close: desk.close,
  };
}

async function startResume(resume: () => Promise<void>, log: DeskLog): Promise<void> {
  const wait = startWait(RESUME_PATIENCE_MS);
  const resuming = resume().catch((error: unknown) => log.error('resume-failed', describeError(error)));
  await Promise.race([resuming, wait.done]);
  wait.wake();
}

function secureSession(frames: ReturnType<typeof createMailFrameStore>, devServerUrl: string | null): void {
  const session = electronSession.defaultSession;
  serveProtocols(session.protocol, { rendererRoot: join(import.meta.dirname, '../renderer'), frames });
  denyPermissions(session);
  denyNetwork(session, devServerUrl);
}

function windowFiles(): { preload: string; icon: string } {
  return {
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    icon: join(app.getAppPath(), 'assets/icon.png'),
  };
}
