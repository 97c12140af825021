import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canInstallPackages, installPackages } from './debian.mjs';
import { SetupError } from './say.mjs';

const PROGRAM_FOLDERS = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/sbin', '/bin'];
const LIBRARY_FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

const program = (name) => PROGRAM_FOLDERS.some((folder) => existsSync(join(folder, name)));
const library = (name) => LIBRARY_FOLDERS.some((folder) => existsSync(join(folder, name)));

/** Names on newer systems first: there, the older name may stand for something else. */
const REQUIREMENTS = {
  mailServers: [
    { packages: ['dovecot-imapd'], isThere: () => program('dovecot') && existsSync('/usr/lib/dovecot/imap') },
    { packages: ['dovecot-lmtpd'], isThere: () => existsSync('/usr/lib/dovecot/lmtp') },
    { packages: ['exim4-daemon-light'], isThere: () => program('exim4') },
    { packages: ['openssl'], isThere: () => program('openssl') },
    { packages: ['procps'], isThere: () => program('ps') },
  ],
  keyring: [
    { packages: ['gnome-keyring'], isThere: () => program('gnome-keyring-daemon') },
    { packages: ['dbus-daemon', 'dbus'], isThere: () => program('dbus-daemon') },
    { packages: ['dbus-bin', 'dbus'], isThere: () => program('dbus-send') },
    { packages: ['libsecret-1-0'], isThere: () => library('libsecret-1.so.0') },
  ],
  desktop: [
    { packages: ['libnss3'], isThere: () => library('libnss3.so') },
    { packages: ['libgtk-3-0t64', 'libgtk-3-0'], isThere: () => library('libgtk-3.so.0') },
    { packages: ['libgbm1'], isThere: () => library('libgbm.so.1') },
    { packages: ['libasound2t64', 'libasound2'], isThere: () => library('libasound.so.2') },
    { packages: ['libxss1'], isThere: () => library('libXss.so.1') },
    { packages: ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'], isThere: () => library('libatk-bridge-2.0.so.0') },
    { packages: ['libdrm2'], isThere: () => library('libdrm.so.2') },
    { packages: ['fonts-dejavu-core'], isThere: () => existsSync('/usr/share/fonts/truetype/dejavu') },
  ],
  display: [
    { packages: ['xvfb'], isThere: () => Boolean(process.env.DISPLAY) || program('Xvfb') },
    { packages: ['xauth'], isThere: () => Boolean(process.env.DISPLAY) || program('xauth') },
  ],
};

/**
 * Makes sure that the system has what these groups (`mailServers`, `keyring`, `desktop`, `display`) stand for. On Debian
 * and its kin it installs what is missing where it may; elsewhere it says what to do.
 */
export async function ensureSystemPackages(groups) {
  const missing = missingOf(groups);
  if (missing.length === 0) return;
  if (process.platform !== 'linux') throw new SetupError(ADVICE_ELSEWHERE);
  const names = [...new Set(missing.map(({ packages }) => packages.at(-1)))].join(' ');
  const byHand = `This needs system packages that are not installed. Install them with\n\n  apt-get install --no-install-recommends ${names}\n\n(as root; names as on Debian 12) and run the command again.`;
  if (!(await canInstallPackages())) throw new SetupError(byHand);
  await installPackages(missing.map(({ packages }) => packages));
  const stillMissing = missingOf(groups);
  if (stillMissing.length === 0) return;
  const left = stillMissing.map(({ packages }) => packages.at(-1)).join(' ');
  throw new SetupError(`after the installation these system packages still seem to be missing: ${left}`);
}

function missingOf(groups) {
  // Keychain, display and libraries belong to the system on macOS and Windows.
  const wanted = process.platform === 'linux' ? groups : groups.filter((group) => group === 'mailServers');
  return wanted.flatMap((group) => REQUIREMENTS[group]).filter(({ isThere }) => !isThere());
}

const ADVICE_ELSEWHERE = `The mail servers of demo and tests (Dovecot 2.3 and Exim) are run on Debian and Ubuntu only. Here, either

 - run it in a container:
     docker run --rm -it -v "$PWD":/replydesk -w /replydesk node:20-bookworm npm run demo -- --once
   (with a node_modules of its own: give it a fresh clone), or
 - use any mail account, with an SMTP port that takes mail for it:
     REPLYDESK_TEST_IMAP_URL=imaps://user:password@host:993
     REPLYDESK_TEST_SMTP_URL=smtps://user:password@host:465
     REPLYDESK_TEST_DELIVERY_URL=smtp://host:25
     REPLYDESK_TEST_DOMAIN=the domain of which all addresses deliver into that account
`;
