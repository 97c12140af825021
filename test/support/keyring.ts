import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openProcessGroups } from './process-group';
import { waitFor } from './wait-for';

const run = promisify(execFile);

/** A real Secret Service with a throw-away, unlocked login keyring on a session bus of its own. */
export type Keyring = {
  /** On top of the process's own environment, for everything that is to use this keyring. */
  env: Record<string, string>;
  /** Locks the login keyring. Without anybody to answer the prompt it stays so. */
  lock: () => Promise<void>;
  /** Ends the Secret Service; the bus stays: a machine without a keychain. */
  removeService: () => Promise<void>;
  stop: () => Promise<void>;
};

const LOGIN_COLLECTION = '/org/freedesktop/secrets/collection/login';

/** Starts bus and keyring. Needs `dbus-daemon` and `gnome-keyring-daemon`. */
export async function startKeyring(): Promise<Keyring> {
  const dir = await mkdtemp(join(tmpdir(), 'keyring-'));
  const home = join(dir, 'home');
  const runtimeDir = join(dir, 'run');
  const address = `unix:path=${join(dir, 'bus')}`;
  const env = { DBUS_SESSION_BUS_ADDRESS: address };
  await Promise.all([mkdir(home), mkdir(runtimeDir, { mode: 0o700 })]);
  // Electron under test may run as another user; the bus itself lets only its owner in.
  await chmod(dir, 0o755);
  await writeFile(join(dir, 'password'), 'test-password');
  await writeFile(join(dir, 'bus.conf'), busConfig(address));

  const groups = openProcessGroups(dir);
  const serverEnv = { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: runtimeDir, LANG: 'C.UTF-8', ...env };
  const send = (destination: string, path: string, ...call: string[]): Promise<{ stdout: string }> =>
    run('dbus-send', ['--session', '--print-reply', `--dest=${destination}`, path, ...call], { env: serverEnv });

  groups.run('bus', 'dbus-daemon', ['--config-file', join(dir, 'bus.conf'), '--nofork']);
  await waitFor('the session bus', () => existsSync(join(dir, 'bus')));
  const command = 'exec gnome-keyring-daemon --foreground --unlock --components=secrets < "$0"';
  const daemon = groups.run('keyring', '/bin/sh', ['-c', command, join(dir, 'password')], { env: serverEnv });
  // The name on the bus comes before the keyring is there and unlocked.
  await waitFor('the login keyring', async () => {
    if (daemon.hasExited()) throw new Error(`gnome-keyring-daemon ended (${await daemon.exited})`);
    if (!existsSync(join(home, '.local/share/keyrings/login.keyring'))) return false;
    const ask = 'org.freedesktop.DBus.NameHasOwner';
    const { stdout } = await send(
      'org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      ask,
      'string:org.freedesktop.secrets',
    );
    return stdout.includes('true');
  });
  return {
    env,
    async lock() {
      const call = ['org.freedesktop.Secret.Service.Lock', `array:objpath:${LOGIN_COLLECTION}`];
      await send('org.freedesktop.secrets', '/org/freedesktop/secrets', ...call);
    },
    async removeService() {
      await daemon.stop(500);
    },
    async stop() {
      await groups.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A bus without service files: nothing is started by it, so that no second, locked keyring can appear. */
function busConfig(address: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}
