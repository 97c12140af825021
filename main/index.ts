import { join } from 'node:path';
import { app } from 'electron';
import { Application } from './app/application';
import { parseArguments } from './app/arguments';
import { openLog } from './app/log';
import { resolveProfile } from './app/profile';
import { registerSchemes } from './app/protocols';
import { openSettings } from './app/settings';
import { describeError } from './log';

/** The start-up order; what each step does is in `app/`. */
async function start(): Promise<void> {
  const launch = parseArguments(process.argv.slice(1));
  app.setName('Replydesk');
  const profile = resolveProfile(launch, app.getPath('appData'));
  // Before anything asks for it: the lock, the cookies' place and the logs all follow from this folder.
  app.setPath('userData', profile.userData);
  app.setAppLogsPath(join(profile.userData, 'logs'));
  const log = openLog(app.getPath('logs'));
  process.on('uncaughtException', (error) => log.error('uncaught', describeError(error)));
  process.on('unhandledRejection', (error) => log.error('unhandled', describeError(error)));

  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  // It would take --no-sandbox off the command line, without which Chromium refuses to run as root (test machines).
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerSchemes();
  const settings = await openSettings(profile.userData);
  await app.whenReady();
  const devServerUrl = app.isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null);
  const application = new Application({ profile, launch, settings, log, devServerUrl });
  app.on('second-instance', () => application.focus());
  app.on('activate', () => application.focus());
  app.on('window-all-closed', () => app.quit());
  closeBeforeQuit(() => application.close());
  application.open();
  log.info('started', { version: app.getVersion(), electron: process.versions.electron ?? '' });
}

/** Signs out of the mail store before the process ends, but never keeps it from ending. */
function closeBeforeQuit(close: () => Promise<void>): void {
  let isClosed = false;
  app.on('before-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    isClosed = true;
    const quit = () => app.quit();
    setTimeout(quit, 1_500).unref();
    close().then(quit, quit);
  });
}

start().catch((error: unknown) => {
  // Before the log is open there is only the terminal; the words are our own (a wrong argument).
  process.stderr.write(`Replydesk cannot start: ${error instanceof Error ? error.message : 'unknown error'}\n`);
  app.exit(2);
});
