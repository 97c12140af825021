import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processesNaming } from '../support/processes-naming';
import { repositoryRoot } from '../support/repository-root';
import { waitFor } from '../support/wait-for';

test('when the process that started the servers is killed, they end and their folder goes', async () => {
  const program = join(repositoryRoot, 'test/fixtures/start-mail-stack.ts');
  const starter = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [dir] = (await once(starter.stdout, 'data')).map(String);
  if (!dir) throw new Error('the stack did not start');
  expect(processesNaming(dir).length).toBeGreaterThan(3);
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  await waitFor('the end of the servers', () => processesNaming(dir).length === 0);
  await waitFor('the end of their folder', () => !existsSync(dir));
});
