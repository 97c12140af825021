import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, powerMonitor, session as electronSession, shell } from 'electron';
import type { DeskSnapshot } from '../../common/contract/desk';
import type { AppState } from '../../common/contract/ipc';
import { createEventSender, type SendEvent } from '../ipc/events';
import type { Handlers } from '../ipc/handlers';
import { attentionHandlers } from '../ipc/attention-handlers';
import { contactHandlers } from '../ipc/contact-handlers';
import { mailViewHandlers } from '../ipc/mail-view-handlers';
import { registerHandlers } from '../ipc/register';
import { replyHandlers } from '../ipc/reply-handlers';
import { sessionHandlers } from '../ipc/session-handlers';
import { describeError, type DeskLog } from '../log';
import { createMailFrameStore } from '../mail-view/mail-frame-store';
import { startWait } from '../net/back-off';
import { createNotifier, type Notifier } from '../notifications/notifier';
import { noticesFor } from '../notifications/policy';
import { createKeytarVault } from '../vault/keytar-vault';
import { createMemoryVault } from '../vault/memory-vault';
import { createSafeVault } from '../vault/safe-vault';
import type { Vault } from '../vault/vault';
import { APP_ORIGIN } from './app-files';
import type { LaunchArguments } from './arguments';
import { Desk } from './desk';
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

/** Joins desk, window and system. Electron is ready when this is made. */
export class Application {
  private window: BrowserWindow | null = null;
  private lastSnapshot: DeskSnapshot | null = null;
  private readonly desk: Desk;
  private readonly vault: Vault;
  private readonly notifier: Notifier;
  private readonly send: SendEvent = createEventSender(() => this.window);
  private readonly frames = createMailFrameStore({ newHost: () => randomUUID().replaceAll('-', ''), ...FRAMES });

  constructor(private readonly options: ApplicationOptions) {
    const { profile, settings, log, devServerUrl } = options;
    this.notifier = createNotifier({
      locale: () => app.getLocale(),
      onClick: (contactId) => {
        this.focus();
        if (contactId !== null) this.send('contact.focus', { contactId });
      },
    });
    this.vault = openVault(profile, log);
    this.desk = new Desk({
      userData: profile.userData,
      settings,
      vault: this.vault,
      log,
      random: Math.random,
      onConnections: (connections) => this.send('connection.changed', connections),
      onSnapshot: (snapshot) => this.onSnapshot(snapshot),
      onIntake: (view) => this.send('intake.status', view),
    });
    registerHandlers(ipcMain, {
      trustedOrigins: devServerUrl === null ? [APP_ORIGIN] : [new URL(devServerUrl).origin],
      log,
      handlers: this.createHandlers(startResume(() => this.desk.session.resume(), log)),
    });
    secureSession(this.frames, devServerUrl);
    installMenu({ isDevelopment: devServerUrl !== null });
    powerMonitor.on('resume', () => this.desk.hurry());
    powerMonitor.on('unlock-screen', () => this.desk.hurry());
  }

  open(): void {
    const { settings, log, devServerUrl } = this.options;
    const window = createWindow({ settings, log, ...windowFiles() });
    this.window = window;
    lockNavigation(window.webContents, devServerUrl, (url) => this.send('link.clicked', { url }));
    window.on('focus', () => this.notifier.clear());
    window.on('closed', () => (this.window = null));
    window.loadURL(devServerUrl ?? `${APP_ORIGIN}/index.html`).catch((error: unknown) => {
      log.error('page-not-loaded', describeError(error));
    });
  }

  focus(): void {
    if (this.window) focusWindow(this.window);
  }

  async close(): Promise<void> {
    await this.desk.close();
  }

  private onSnapshot(snapshot: DeskSnapshot | null): void {
    this.send('desk.snapshot', snapshot);
    const isInFront = this.window?.isFocused() ?? false;
    if (snapshot) this.notifier.show(noticesFor(this.lastSnapshot, snapshot, isInFront));
    this.lastSnapshot = snapshot;
  }

  private createHandlers(resumed: Promise<void>): Handlers {
    const { desk, frames } = this;
    const { session, deskMail } = desk;
    return {
      ...sessionHandlers({
        session,
        resumed,
        appState: () => this.appState(),
        rememberSignIn: (proposal) => this.options.settings.change(proposal),
      }),
      ...contactHandlers({ session, deskMail, askWhereToSave: (name) => askWhereToSave(this.window, name) }),
      ...replyHandlers(desk),
      ...attentionHandlers(session),
      ...mailViewHandlers({ frames, openOutside: (url) => shell.openExternal(url) }),
    };
  }

  private appState(): AppState {
    const { profile, launch, settings } = this.options;
    const remembered = settings.current();
    return {
      version: app.getVersion(),
      profile: profile.name,
      locale: app.getLocale(),
      serviceUrl: launch.serviceUrl ?? (remembered.serviceUrl === '' ? DEFAULT_SERVICE_URL : remembered.serviceUrl),
      username: remembered.username,
      keychain: this.vault.state(),
      snapshot: this.desk.session.snapshot(),
      intake: this.desk.session.intake(),
      connections: this.desk.connections(),
    };
  }
}

function openVault(profile: Profile, log: DeskLog): Vault {
  const keychain = createKeytarVault({ account: profile.keychainAccount, timeoutMs: KEYCHAIN_TIMEOUT_MS });
  return createSafeVault({ keychain, memory: createMemoryVault(), log });
}

async function askWhereToSave(window: BrowserWindow | null, fileName: string): Promise<string | null> {
  if (!window) return null;
  const defaultPath = join(app.getPath('downloads'), fileName);
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath });
  return canceled || filePath === '' ? null : filePath;
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
