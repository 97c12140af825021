import { existsSync } from 'node:fs';
import { capture, run } from './child.mjs';
import { say, SetupError } from './say.mjs';

const POLICY = '/usr/sbin/policy-rc.d';

/** Whether this is Debian or one of its kin, and we may install packages without being asked for a password. */
export async function canInstallPackages() {
  if (!existsSync('/usr/bin/apt-get')) return false;
  return isRoot() || (existsSync('/usr/bin/sudo') && (await capture('sudo', ['-n', 'true'])).code === 0);
}

/**
 * Installs packages, each given by its possible names, the first that exists being taken. Removes none, and starts no
 * daemon: the servers are needed as programs only.
 */
export async function installPackages(alternatives) {
  say('installing missing system packages (apt-get) …');
  await apt('update', '-qq');
  const names = await Promise.all(alternatives.map(firstExisting));
  say(`  ${names.join(' ')}`);
  const hasPolicy = existsSync(POLICY);
  // invoke-rc.d asks this program before it starts a service: 101 says that it must not.
  const forbid = `printf '#!/bin/sh\\nexit 101\\n' > ${POLICY} && chmod 755 ${POLICY}`;
  if (!hasPolicy) await privileged('sh', ['-c', forbid]);
  try {
    await apt('install', '-y', '-qq', '--no-install-recommends', '--no-remove', ...names);
  } finally {
    if (!hasPolicy) await privileged('rm', ['-f', POLICY]);
  }
}

function isRoot() {
  return process.getuid?.() === 0;
}

function privileged(command, args) {
  // What apt says belongs with our own words, not with the command's output.
  const stdio = ['ignore', 2, 2];
  return isRoot() ? run(command, args, { stdio }) : run('sudo', ['-n', command, ...args], { stdio });
}

async function apt(verb, ...args) {
  const settings = [
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    '-o',
    'DPkg::Lock::Timeout=300',
    '-o',
    'Dpkg::Use-Pty=0',
  ];
  const code = await privileged('env', [...settings, verb, ...args]);
  if (code !== 0) throw new SetupError(`apt-get ${verb} failed (${code}); see its output above`);
}

async function firstExisting(names) {
  for (const name of names) {
    const { code, stdout } = await capture('apt-cache', ['show', '--no-all-versions', name]);
    if (code === 0 && stdout.includes(`Package: ${name}\n`)) return name;
  }
  throw new SetupError(`no package source of this system has ${names.join(' or ')}`);
}
