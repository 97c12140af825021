import './setup/node-version.mjs';
import { bin, forwardSignals, npm, run } from './setup/child.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureDisplay } from './setup/display.mjs';
import { ensureElectron } from './setup/electron-runtime.mjs';
import { say, SetupError } from './setup/say.mjs';
import { ensureSystemPackages } from './setup/system-packages.mjs';
import { build } from './steps/build.mjs';
import { testAll } from './steps/test.mjs';

/*
 * The one entry of package.json's scripts. It brings about what a command needs (Node alone is taken for granted),
 * then runs it. On Node built-ins only, since it comes before `npm ci`.
 */
const tsx = (file) => [bin('tsx'), [file]];
const vitest = (project) => [bin('vitest'), ['run', '--project', project]];

/** `system`: groups of system packages. `window`: an Electron runtime and a display. `builds`: what must be built. */
const COMMANDS = {
  demo: {
    system: ['mailServers', 'keyring'],
    window: true,
    builds: ['desktop', 'service'],
    tool: () => tsx('test/demo/demo.ts'),
  },
  'demo:mail': { tool: () => tsx('test/demo/send-mail.ts') },
  dev: { system: ['mailServers', 'keyring'], window: true, builds: ['service'], tool: () => tsx('test/dev/dev.ts') },
  bench: {
    system: ['mailServers', 'keyring'],
    window: true,
    builds: ['desktop', 'service'],
    tool: () => tsx('test/bench/bench.ts'),
  },
  chaos: {
    system: ['mailServers'],
    isMailStackTested: true,
    builds: ['service'],
    tool: () => tsx('test/chaos/chaos.ts'),
  },
  test: { system: ['mailServers', 'keyring'], isMailStackTested: true, window: true, action: testAll },
  'test:unit': { tool: () => vitest('unit') },
  'test:integration': {
    system: ['mailServers', 'keyring'],
    isMailStackTested: true,
    builds: ['service'],
    tool: () => vitest('integration'),
  },
  'test:e2e': {
    system: ['mailServers', 'keyring'],
    window: true,
    builds: ['desktop', 'service'],
    tool: () => [bin('playwright'), ['test']],
  },
  'test:corpus': { tool: () => tsx('test/corpus/corpus.ts') },
  check: { action: check },
  build: { builds: ['desktop', 'service'] },
  service: { builds: ['service'], tool: () => [[process.execPath, []], ['out/service/cli.js']] },
};

async function check(env) {
  const [command, args] = npm('run', '--silent', 'lint');
  const lint = await run(command, args, { env });
  const types = await run(process.execPath, ['scripts/types.mjs'], { env });
  return lint || types;
}

function systemGroups({ system = [], window, isMailStackTested }) {
  // Who brings a mail store along needs none of ours, unless ours is what is tested.
  const isOwnStore = Boolean(process.env.REPLYDESK_TEST_IMAP_URL) && !isMailStackTested;
  const groups = isOwnStore ? system.filter((group) => group !== 'mailServers') : system;
  return window ? [...groups, 'desktop', 'display'] : groups;
}

async function runCommand(name, args) {
  const command = COMMANDS[name];
  if (!command) throw new SetupError(`unknown command ${name ?? ''}\ncommands: ${Object.keys(COMMANDS).join(', ')}`);
  await ensureDependencies();
  await ensureSystemPackages(systemGroups(command));
  const electron = command.window ? await ensureElectron() : {};
  const code = command.builds ? await build(command.builds) : 0;
  if (code !== 0) return code;
  const display = command.window ? await ensureDisplay() : { env: {}, stop: () => undefined };
  const env = { ...process.env, ...electron, ...display.env };
  try {
    if (command.action) return await command.action(env);
    if (!command.tool) return 0;
    const [[program, first], own] = command.tool();
    return await run(program, [...first, ...own, ...args], { env });
  } finally {
    display.stop();
  }
}

forwardSignals();
try {
  const [name, ...args] = process.argv.slice(2);
  process.exitCode = await runCommand(name, args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
