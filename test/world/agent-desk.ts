import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { _electron, expect, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import { repositoryRoot } from '../support/repository-root';
import { waitFor } from '../support/wait-for';

export type DeskOptions = {
  profile: string;
  userDataDir: string;
  serviceUrl: string;
  /** Environment on top of the process's own, such as the keyring's bus. */
  env?: Record<string, string>;
};

/** One agent's real Electron window, driven by role and label as the agent would. */
export class AgentDesk {
  private constructor(
    readonly profile: string,
    readonly app: ElectronApplication,
    readonly page: Page,
    private readonly options: DeskOptions,
    private readonly output: string[],
  ) {}

  static async launch(options: DeskOptions): Promise<AgentDesk> {
    await mkdir(options.userDataDir, { recursive: true });
    const app = await _electron.launch({
      cwd: repositoryRoot,
      // Chromium's own sandbox does not work for root; the renderer's restrictions stay as they are.
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '.',
        `--user-data-dir=${options.userDataDir}`,
        '--profile',
        options.profile,
        '--service-url',
        options.serviceUrl,
      ],
      env: { ...process.env, ...options.env, NODE_ENV: 'production' },
    });
    const output: string[] = [];
    app.process().stdout?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    app.process().stderr?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const page = await app.firstWindow();
    page.on('console', (message) => output.push(`[renderer ${message.type()}] ${message.text()}\n`));
    page.on('pageerror', (error) => output.push(`[renderer error] ${error.message}\n`));
    return new AgentDesk(options.profile, app, page, options, output);
  }

  /** Fills the sign-in form and presses its button, whatever comes of it. */
  async fillSignIn(username: string, password: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'User name' }).fill(username);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  async signIn(username: string, password: string): Promise<void> {
    await this.fillSignIn(username, password);
    await expect(this.stateControl).toBeVisible();
  }

  get stateControl(): Locator {
    return this.page.getByRole('button', { name: /^State: / });
  }

  async goReady(): Promise<void> {
    await this.stateControl.click();
    await this.page.getByRole('menuitem', { name: 'Ready', exact: true }).click();
    await this.expectState('Ready');
  }

  async expectState(state: string): Promise<void> {
    await expect(this.stateControl).toHaveAccessibleName(new RegExp(`^State: ${state}(?![\\w-])`));
  }

  /** The offer cards shown now. */
  get offers(): Locator {
    return this.page.getByRole('region', { name: 'Offers' }).getByRole('article');
  }

  offerOf(customer: string): Locator {
    return this.offers.filter({ hasText: customer });
  }

  async accept(offer: Locator): Promise<void> {
    await offer.getByRole('button', { name: 'Accept' }).click();
  }

  get conversation(): Locator {
    return this.page.getByRole('main', { name: 'Conversation' });
  }

  /** The newest mail of the open contact, whoever wrote it. */
  get mail(): Locator {
    return this.conversation.getByRole('article').last();
  }

  /** The document inside the sandboxed frame that shows one mail's HTML, or the text of a plain mail. */
  mailBody(sender: string): Locator {
    return this.conversation.getByRole('article', { name: `Mail from ${sender}` });
  }

  /** Opens a contact of the work list by its subject. */
  async open(subject: string): Promise<void> {
    await this.page.getByRole('region', { name: 'Contacts' }).getByRole('button', { name: subject }).first().click();
    await expect(this.conversation.getByRole('heading', { name: subject })).toBeVisible();
  }

  get editor(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  /** Types into the editor, key by key as a person does. */
  async typeReply(text: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.type(text);
  }

  get sendButton(): Locator {
    return this.page.getByRole('region', { name: 'Reply' }).getByRole('button', { name: /^Send/ });
  }

  async send(): Promise<void> {
    await this.sendButton.click();
    await expect(this.wrapUp).toBeVisible();
  }

  /** Presses Send, and again whenever the desk says that it did not work, as an agent does while the service is away. */
  async sendPersistently(): Promise<void> {
    await this.pressUntil(this.sendButton, this.wrapUp);
  }

  get wrapUp(): Locator {
    return this.page.getByRole('region', { name: 'Wrap-up' });
  }

  async closeContact(reason: string, notes: string): Promise<void> {
    await this.fillWrapUp(reason, notes);
    await this.closeButton.click();
    await expect(this.wrapUp).toBeHidden();
  }

  /** As {@link closeContact}, pressed again while the service is away. */
  async closeContactPersistently(reason: string, notes: string): Promise<void> {
    await this.fillWrapUp(reason, notes);
    await this.pressUntil(this.closeButton, this.wrapUp, 'hidden');
  }

  private get closeButton(): Locator {
    return this.wrapUp.getByRole('button', { name: 'Close contact' });
  }

  private async fillWrapUp(reason: string, notes: string): Promise<void> {
    await this.wrapUp.getByRole('combobox', { name: 'Reason' }).click();
    await this.page.getByRole('option', { name: reason }).click();
    await this.wrapUp.getByRole('textbox', { name: 'Notes' }).fill(notes);
  }

  private async pressUntil(button: Locator, goal: Locator, state: 'visible' | 'hidden' = 'visible'): Promise<void> {
    await waitFor(
      `${this.profile} has got through`,
      async () => {
        if ((await goal.isVisible()) === (state === 'visible')) return true;
        // The button may go away under the pointer when an earlier press has worked after all.
        if (await button.isEnabled({ timeout: 500 }).catch(() => false)) {
          await button.click({ timeout: 2_000 }).catch((error: unknown) => {
            if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
          });
        }
        return false;
      },
      { timeoutMs: 60_000, intervalMs: 500 },
    );
  }

  /** PNG of the window. */
  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  /** Everything main and renderer have said, for the report of a failure. */
  async log(): Promise<string> {
    const file = join(this.options.userDataDir, 'logs', 'main.log');
    const written = await readFile(file, 'utf8').catch(() => '(no log file)');
    return `${this.output.join('')}\n--- ${file}\n${written}`;
  }

  async close(): Promise<void> {
    await this.app.close();
  }

  /** SIGKILL to the whole application: nothing is written that was not on disk already. */
  async kill(): Promise<void> {
    const child = this.app.process();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
