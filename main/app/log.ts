import { join } from 'node:path';
import log from 'electron-log/main';
import type { DeskLog } from '../log';

/**
 * Opens the log file in a folder. Events are words of ours with ids, codes and counts; nothing from a mail and no secret
 * is ever handed to it.
 */
export function openLog(folder: string): DeskLog {
  log.transports.file.resolvePathFn = () => join(folder, 'main.log');
  log.transports.file.level = 'info';
  log.transports.file.maxSize = 5 * 1024 * 1024;
  log.transports.console.level = process.env.REPLYDESK_LOG_CONSOLE ? 'info' : 'error';
  return {
    info: (event, fields) => log.info(line(event, fields)),
    warn: (event, fields) => log.warn(line(event, fields)),
    error: (event, fields) => log.error(line(event, fields)),
  };
}

function line(event: string, fields: Record<string, string | number | boolean | null> = {}): string {
  return JSON.stringify({ event, ...fields });
}
