import { BrowserWindow, nativeTheme, screen } from 'electron';
import { describeError, type DeskLog } from '../log';
import type { Settings, SettingsStore } from './settings';

/** The two grounds of the theme, so that nothing flashes before the page has painted. */
const GROUND = { light: '#f7f8fa', dark: '#16181d' };

/** Makes the one window, hidden until its page has painted. Its size is remembered. */
export function createWindow(options: {
  settings: SettingsStore;
  preload: string;
  icon: string;
  log: DeskLog;
}): BrowserWindow {
  const remembered = onScreen(options.settings.current().window);
  const window = new BrowserWindow({
    ...(remembered ?? { width: 1280, height: 800 }),
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'Replydesk',
    icon: options.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
    },
  });
  window.once('ready-to-show', () => {
    if (options.settings.current().window?.isMaximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    // getNormalBounds: the size to come back to from maximised.
    const change = { window: { ...window.getNormalBounds(), isMaximized: window.isMaximized() } };
    options.settings.change(change).catch((error: unknown) => {
      options.log.warn('settings-not-saved', describeError(error));
    });
  });
  return window;
}

/** Brings the window before the person. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** The remembered place, unless the screen it was on is gone. */
function onScreen(bounds: Settings['window']): Electron.Rectangle | { width: number; height: number } | null {
  if (!bounds) return null;
  const { x, y, width, height } = bounds;
  if (x === undefined || y === undefined) return { width, height };
  const isVisible = screen.getAllDisplays().some(({ workArea }) => {
    return (
      x < workArea.x + workArea.width && x + width > workArea.x && y >= workArea.y && y < workArea.y + workArea.height
    );
  });
  return isVisible ? { x, y, width, height } : { width, height };
}
