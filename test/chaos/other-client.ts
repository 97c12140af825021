import { createHash } from 'node:crypto';
import type { ImapFlow } from 'imapflow';
import { SHARED_USER } from '../mail-stack/dovecot-config';
import { parseHeaders, withImap } from '../mail-stack/mailbox';
import type { MailEndpoint, MailStack } from '../mail-stack/types';
import type { StoredCopy } from './account';
import { MARKER } from './chaos-mail';
import { FOLDERS } from './configure-site';
import type { Random } from './random';

/** Folders of this client's, which are not watched: mails that come back, and mails that do not. */
const AWAY = 'Chaos away';
export const BIN = 'Chaos bin';
const OURS = [AWAY, BIN, ...Object.values(FOLDERS)];
/** Where it finds something to tidy; mostly where mails come in. */
const TIDIED = ['INBOX', 'INBOX', 'INBOX', FOLDERS.more, FOLDERS.queued];

/** How often it looks for something to tidy. */
const LOOKS = 20;

/** Somebody with a mail program who works in the same account: reads, tidies away, takes back, throws away. */
export class OtherClient {
  /** Numbers of mails that it moved: the service leaves those where they are, and may have moved them at the same time. */
  readonly touched = new Set<number>();
  /** Past the proxy, so that what it does is never cut off, and always by MOVE. */
  readonly endpoint: MailEndpoint;

  constructor(
    stack: MailStack,
    private readonly random: Random,
  ) {
    this.endpoint = stack.kind === 'fixture' ? stack.customerImap(SHARED_USER) : stack.imap;
  }

  /** Makes its folders, and the one that is watched; those of moves are the service's to make. */
  async start(): Promise<void> {
    await this.stop();
    await withImap(this.endpoint, async (client) => {
      for (const folder of [AWAY, BIN, FOLDERS.more]) await client.mailboxCreate(folder);
    });
  }

  /** Removes all folders of the run; a store that stands already keeps nothing of ours. */
  async stop(): Promise<void> {
    await withImap(this.endpoint, async (client) => {
      const paths = (await client.list()).map(({ path }) => path);
      for (const path of paths) if (OURS.includes(path)) await client.mailboxDelete(path);
    });
  }

  /** Every mail of the run, wherever it lies. */
  async list(): Promise<StoredCopy[]> {
    return withImap(this.endpoint, async (client) => {
      const paths = (await client.list()).map(({ path }) => path);
      const copies: StoredCopy[] = [];
      for (const path of paths)
        if (path === 'INBOX' || OURS.includes(path)) copies.push(...(await listed(client, path)));
      return copies;
    });
  }

  /** Marks some mails as read, and gives the number of them. */
  async flagSeen(): Promise<number> {
    const marked = await this.withSome(
      () => true,
      (client, range) => client.messageFlagsAdd(range, ['\\Seen'], { uid: true }),
    );
    return marked.length;
  }

  /** Moves some mails to a folder that is not watched, and gives which. */
  async moveAway(): Promise<StoredCopy[]> {
    return this.moveSome(() => true, AWAY);
  }

  /** Moves everything back into the Inbox, where it gets new UIDs. */
  async moveBack(): Promise<void> {
    await withImap(this.endpoint, async (client) => {
      const mails = await listed(client, AWAY);
      if (mails.length > 0) await client.messageMove(rangeOf(mails), 'INBOX', { uid: true });
    });
  }

  /** Throws some of these away, and gives the number of them. */
  async throwAwaySome(isWanted: (mail: StoredCopy) => boolean): Promise<number> {
    return (await this.moveSome(isWanted, BIN)).length;
  }

  private async moveSome(isWanted: (mail: StoredCopy) => boolean, folder: string): Promise<StoredCopy[]> {
    const mails = await this.withSome(isWanted, (client, range) => client.messageMove(range, folder, { uid: true }));
    for (const { number } of mails) this.touched.add(number);
    return mails;
  }

  private async withSome(
    isWanted: (mail: StoredCopy) => boolean,
    work: (client: ImapFlow, range: string) => Promise<unknown>,
  ): Promise<StoredCopy[]> {
    return withImap(this.endpoint, async (client) => {
      const folder = TIDIED[this.random.below(TIDIED.length)] ?? 'INBOX';
      const candidates = await someIn(client, folder, isWanted);
      // The newest among them always: those are what the service is at.
      const newest = candidates.slice(-3);
      const others = this.random.shuffle(candidates.slice(0, -3)).slice(0, this.random.below(10));
      const mails = [...newest, ...others];
      if (mails.length > 0) await work(client, rangeOf(mails));
      return mails;
    });
  }
}

/**
 * Of the folder if there are any before long: the service takes them out of where they come in. Else of those that it moved.
 * Stays in the folder.
 */
async function someIn(
  client: ImapFlow,
  folder: string,
  isWanted: (mail: StoredCopy) => boolean,
): Promise<StoredCopy[]> {
  for (let look = 0; look < LOOKS; look += 1) {
    const found = (await listed(client, folder)).filter(isWanted);
    if (found.length > 0) return found;
  }
  return (await listed(client, FOLDERS.queued)).filter(isWanted);
}

/** Selects the folder and stays in it. */
async function listed(client: ImapFlow, folder: string): Promise<StoredCopy[]> {
  const status = await client.list();
  if (!status.some(({ path }) => path === folder)) return [];
  const { exists, uidValidity } = await client.mailboxOpen(folder);
  if (exists === 0) return [];
  const mails: StoredCopy[] = [];
  for (const { uid, flags, headers } of await client.fetchAll('1:*', { uid: true, flags: true, headers: true })) {
    // NIL of a mail that is moved at this moment
    if (!Buffer.isBuffer(headers)) continue;
    const marker = parseHeaders(headers).get(MARKER)?.[0];
    if (marker === undefined) throw new Error(`a mail in ${folder} is none of the run`);
    const digest = createHash('sha256').update(headers).digest('hex');
    const isMarkedDeleted = flags?.has('\\Deleted') === true;
    mails.push({ number: Number(marker), folder, uidValidity: Number(uidValidity), uid, digest, isMarkedDeleted });
  }
  return mails;
}

function rangeOf(mails: readonly StoredCopy[]): string {
  return mails.map(({ uid }) => uid).join(',');
}
