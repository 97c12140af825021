/** What the command line asks for. */
export type LaunchArguments = {
  /** `--profile NAME`; `default` without one. */
  profile: string;
  /** `--service-url URL`, the address the sign-in form proposes. */
  serviceUrl: string | null;
  /** `--user-data-dir DIR`, as Chromium spells it. */
  userDataDir: string | null;
};

const PROFILE = /^[a-z0-9][a-z0-9_-]{0,63}$/i;

/**
 * Reads our options from the command line, as `--name value` or `--name=value`; the first one of a name counts.
 * A profile becomes a folder's name, so one that could be anything else than a plain name is an error.
 */
export function parseArguments(argv: readonly string[]): LaunchArguments {
  const profile = option(argv, 'profile') ?? 'default';
  if (!PROFILE.test(profile)) {
    throw new Error('--profile takes letters, digits, "-" and "_", at most 64 of them.');
  }
  const serviceUrl = option(argv, 'service-url');
  if (serviceUrl !== null && !isWebSocketUrl(serviceUrl)) {
    throw new Error('--service-url takes an address that begins with ws:// or wss://.');
  }
  return { profile: profile.toLowerCase(), serviceUrl, userDataDir: option(argv, 'user-data-dir') };
}

function option(argv: readonly string[], name: string): string | null {
  const prefix = `--${name}=`;
  for (const [index, argument] of argv.entries()) {
    if (argument.startsWith(prefix)) return argument.slice(prefix.length) || null;
    if (argument === `--${name}`) {
      const value = argv[index + 1];
      if (value === undefined || value.startsWith('--')) throw new Error(`--${name} needs a value.`);
      return value;
    }
  }
  return null;
}

function isWebSocketUrl(value: string): boolean {
  return URL.canParse(value) && /^wss?:$/.test(new URL(value).protocol);
}
