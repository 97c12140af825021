import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { configurationSchema, type ConfigurationInput } from '../../common/contract/configuration/configuration';
import type { MailStack } from '../mail-stack/types';
import { repositoryRoot } from '../support/repository-root';
import type { ServiceFiles } from '../world/service-process';

/** Folders of the run's own: one that is watched, and those that mails are moved to by the state of their contact. */
export const FOLDERS = { more: 'Chaos more', queued: 'Chaos waiting', closed: 'Chaos done' } as const;

/** What stands in the bodies of mails that a rule closes, or sends to the other queue. */
export const PHRASES = { closed: 'you have won the grand lottery', billing: 'my account number has changed' } as const;

/**
 * Puts into force, by the service's own export and import: rules that look at bodies, one of which closes contacts; an
 * automatic reply for one queue, if customers have a mailbox of their own; a further folder; and moves by state.
 */
export async function configureSite(
  files: ServiceFiles,
  stack: Pick<MailStack, 'address'>,
  isAnswering: boolean,
): Promise<void> {
  const cli = join(repositoryRoot, 'out/service/cli.js');
  const file = join(files.dir, 'configuration.json');
  const configuration = (how: 'export' | 'import'): Promise<unknown> =>
    promisify(execFile)(process.execPath, [cli, 'configuration', how, file, '--config', files.configFile]);
  await configuration('export');
  const current = configurationSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const billing = current.csqs.find(({ name }) => name === 'Billing')?.id ?? null;
  const body = (phrase: string) => ({ keywords: [{ in: 'body' as const, any: [phrase] }] });
  const changed: ConfigurationInput = {
    ...current,
    closeReasons: [...current.closeReasons, { id: 'unwanted', name: 'Unwanted' }],
    templates: [{ id: 'ack', name: 'Acknowledgement', text: 'We have “{{contact.subject}}”: {{contact.number}}.' }],
    rules: [
      { id: 'unwanted', name: 'Unwanted', when: body(PHRASES.closed), then: { close: 'unwanted' } },
      { id: 'accounts', name: 'Accounts', when: body(PHRASES.billing), then: { csq: billing } },
      {
        id: 'acknowledge',
        name: 'Acknowledge',
        when: { recipients: [stack.address('support')] },
        then: { autoReply: isAnswering ? 'ack' : null },
      },
    ],
    intake: { folders: [FOLDERS.more], moves: { queued: FOLDERS.queued, closed: FOLDERS.closed } },
  };
  await writeFile(file, JSON.stringify(changed));
  await configuration('import');
}
