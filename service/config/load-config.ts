import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { StartError } from '../start-error';
import { applyEnvironment, overridesOf } from './environment';
import { configSchema, type ServiceConfig } from './schema';

type Environment = Record<string, string | undefined>;

/**
 * Reads the configuration: the JSON file named by `path` or REPLYDESK_CONFIG, and the environment's variables over it.
 * Relative paths in it are relative to the file.
 *
 * @throws StartError which names each place and what is expected there, never a value (it may be a secret)
 */
export async function loadConfig(path: string | undefined, environment: Environment): Promise<ServiceConfig> {
  const file = path ?? environment.REPLYDESK_CONFIG;
  const content = file ? parseFile(file, await readText(file)) : {};
  const merged = applyEnvironment(content, environment, overridesOf(configSchema));
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) throw new StartError('config', describe(file, parsed.error.issues));
  const config = withAbsolutePaths(parsed.data, file === undefined ? process.cwd() : dirname(resolve(file)));
  if (!config.listen.tls && !isLoopback(config.listen.host)) {
    throw new StartError(
      'config',
      `listen.tls: a certificate is needed to listen on ${config.listen.host}, because passwords cross the network; or listen on 127.0.0.1`,
    );
  }
  return config;
}

/** Lines such as `mailStore.imap.port: expected number`. */
export function describe(file: string | undefined, issues: readonly z.core.$ZodIssue[]): string {
  const where = file ?? 'the environment (no --config FILE was given)';
  const lines = issues.map((issue) => {
    const place = issue.path.length > 0 ? issue.path.join('.') : '(whole file)';
    return `${place}: ${expectation(issue)}`;
  });
  return `The configuration in ${where} is not valid: ${lines.join('; ')}`;
}

/** The library's own messages may quote the value, so only its kind is told. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `unknown setting ${issue.keys.join(', ')}`;
    case 'too_small':
      return `expected at least ${String(issue.minimum)}`;
    case 'too_big':
      return `expected at most ${String(issue.maximum)}`;
    case 'custom':
      return issue.message;
    default:
      return 'not in the expected form';
  }
}

/** Addresses that never leave the machine. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError('config', `The file ${file} cannot be read (${error.code ?? error.name})`);
  });
}

/** A JSON error quotes the text around it, which may be a password: only the place is told. */
export function parseFile(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
    throw new StartError('config', `The file ${file} is not JSON${line === undefined ? '' : ` (line ${line})`}`);
  }
}

function withAbsolutePaths(config: ServiceConfig, folder: string): ServiceConfig {
  const { tls } = config.listen;
  const server = <T extends { caFile?: string | undefined }>(settings: T): T =>
    settings.caFile === undefined ? settings : { ...settings, caFile: resolve(folder, settings.caFile) };
  return {
    ...config,
    dataDir: resolve(folder, config.dataDir),
    listen: {
      ...config.listen,
      tls: tls && { certFile: resolve(folder, tls.certFile), keyFile: resolve(folder, tls.keyFile) },
    },
    mailStore: { ...config.mailStore, imap: server(config.mailStore.imap), smtp: server(config.mailStore.smtp) },
  };
}
