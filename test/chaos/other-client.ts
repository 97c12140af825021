import type { ImapFlow } from 'imapflow';
import { withImap } from '../mail-stack/mailbox';
import type { MailStack } from '../mail-stack/types';
import type { SeenMail } from './account';
import { numberOf } from './chaos-mail';
import type { Random } from './random';

/** A folder of the run's own, which is not watched. */
const ELSEWHERE = 'Put away';

/** Somebody with a mail program who works in the same account: reads, tidies away, takes back, deletes. */
export class OtherClient {
  readonly deleted: SeenMail[] = [];

  constructor(
    private readonly stack: MailStack,
    private readonly random: Random,
  ) {}

  /** Makes the folder to which mails are put away. */
  async start(): Promise<void> {
    await withImap(this.stack.imap, (client) => client.mailboxCreate(ELSEWHERE));
  }

  /** Removes that folder, which is empty when all is well; a store that stands already keeps nothing of ours. */
  async stop(): Promise<void> {
    await withImap(this.stack.imap, (client) => client.mailboxDelete(ELSEWHERE));
  }

  /** The mails of the run in the Inbox. */
  async list(): Promise<SeenMail[]> {
    return withImap(this.stack.imap, async (client) => listed(client, 'INBOX'));
  }

  /** Those that were put away and not taken back. */
  async listElsewhere(): Promise<SeenMail[]> {
    return withImap(this.stack.imap, async (client) => listed(client, ELSEWHERE));
  }

  /** Marks some mails as read, and gives the number of them. */
  async flagSeen(): Promise<number> {
    return this.withSome(
      () => true,
      async (client, mails) => {
        await client.messageFlagsAdd(rangeOf(mails), ['\\Seen'], { uid: true });
      },
    );
  }

  /** Moves some mails to a folder that is not watched, and gives which. */
  async moveAway(): Promise<SeenMail[]> {
    let moved: SeenMail[] = [];
    await this.withSome(
      () => true,
      async (client, mails) => {
        await client.messageMove(rangeOf(mails), ELSEWHERE, { uid: true });
        moved = mails;
      },
    );
    return moved;
  }

  /** Moves everything back, where it gets new UIDs. */
  async moveBack(): Promise<void> {
    await withImap(this.stack.imap, async (client) => {
      const mails = await listed(client, ELSEWHERE);
      if (mails.length > 0) await client.messageMove(rangeOf(mails), 'INBOX', { uid: true });
    });
  }

  /** Removes some of these for good. */
  async deleteSomeOf(uids: ReadonlySet<number>): Promise<number> {
    return this.withSome(
      ({ uid }) => uids.has(uid),
      async (client, mails) => {
        await client.messageDelete(rangeOf(mails), { uid: true });
        this.deleted.push(...mails);
      },
    );
  }

  private async withSome(
    isWanted: (mail: SeenMail) => boolean,
    work: (client: ImapFlow, mails: SeenMail[]) => Promise<void>,
  ): Promise<number> {
    return withImap(this.stack.imap, async (client) => {
      const candidates = (await listed(client, 'INBOX')).filter(isWanted);
      // The newest among them always: those are what the service is at.
      const newest = candidates.slice(-3);
      const others = this.random.shuffle(candidates.slice(0, -3)).slice(0, this.random.below(10));
      const mails = [...newest, ...others];
      if (mails.length > 0) await work(client, mails);
      return mails.length;
    });
  }
}

/** Selects the folder and stays in it. */
async function listed(client: ImapFlow, folder: string): Promise<SeenMail[]> {
  const { exists } = await client.mailboxOpen(folder);
  if (exists === 0) return [];
  const mails: SeenMail[] = [];
  for (const { uid, envelope } of await client.fetchAll('1:*', { uid: true, envelope: true })) {
    const number = numberOf(envelope?.subject);
    if (number === null) throw new Error(`a mail in ${folder} is none of the run`);
    mails.push({ number, uid });
  }
  return mails;
}

function rangeOf(mails: readonly SeenMail[]): string {
  return mails.map(({ uid }) => uid).join(',');
}
