import type { RawMail } from '../mail-stack/deliver';
import type { MailStack } from '../mail-stack/types';
import { PHRASES } from './configure-site';
import type { Random } from './random';

/** What a mail of the run has of its own, and what must become of it. */
export type ChaosMail = {
  number: number;
  mail: RawMail;
  /** By the MTA into the Inbox, or by a client into the further folder. */
  into: 'inbox' | 'more';
  customer: string;
  hasSender: boolean;
  isAutomatic: boolean;
  /** The first of the mails that answer each other; its own number where it answers none. */
  root: number;
  /** What its contact must be like, if it opens one. */
  opens: { queue: 'Support' | 'Billing'; isClosed: boolean; asksForReply: boolean };
};

const CUSTOMERS = 60;
const ROBOTS = 5;
const SHARED_IDS = 20;
/** How far behind the mail that is answered may be. */
const ANSWERED = 60;
/** The header field by which a mail is known wherever it lies. */
export const MARKER = 'x-chaos';

type Kind = 'plain' | 'closed' | 'billing';

/**
 * Makes the mails of a run, one after the other. 15 % share their Message-ID with others, 15 % have none, 2 % name no
 * sender, 10 % come from machines, 15 % answer one of the customer's own, 20 % go into the further folder; 10 % are closed
 * by what their body says, 15 % go to another queue by it.
 */
export class ChaosMails {
  readonly all: ChaosMail[] = [];
  /** Those that can be answered. */
  private readonly named: ChaosMail[] = [];

  constructor(
    private readonly stack: Pick<MailStack, 'address' | 'customerAddress'>,
    private readonly random: Random,
  ) {}

  next(): ChaosMail {
    const { random } = this;
    const number = this.all.length;
    const hasSender = random.next() >= 0.02;
    const isAutomatic = hasSender && random.next() < 0.1;
    const candidates = this.named.slice(-ANSWERED);
    const isAnswer = hasSender && !isAutomatic && random.next() < 0.15;
    const answered = isAnswer ? candidates[random.below(candidates.length)] : undefined;
    const writer = isAutomatic ? `robot${random.below(ROBOTS)}` : `customer${random.below(CUSTOMERS)}`;
    const customer = answered?.customer ?? this.stack.customerAddress(writer);
    const kind = answered === undefined ? kindOf(random.next()) : 'plain';
    const entry = random.next() < 0.6 ? 'support' : 'billing';
    const to = this.stack.address(entry);
    const root = answered?.root ?? number;
    const id = messageId(number, random);
    const header = [
      ...(hasSender ? [`From: Customer <${customer}>`] : []),
      `To: ${to}`,
      `Subject: ${root === number ? '' : 'Re: '}Chaos ${root}`,
      `X-Chaos: ${number}`,
      ...(id === null ? [] : [`Message-ID: ${id}`]),
      ...(answered === undefined ? [] : [`In-Reply-To: ${ownId(answered.number)}`]),
      ...(isAutomatic ? [['Auto-Submitted: auto-generated', 'Precedence: bulk'][random.below(2)] ?? ''] : []),
    ];
    const raw = header.concat(buildBody(kind, random)).join('\r\n');
    const queue = kind === 'billing' || entry === 'billing' ? 'Billing' : 'Support';
    const asksForReply = kind === 'plain' && entry === 'support';
    const made: ChaosMail = {
      number,
      mail: { from: hasSender ? customer : '', to: [to], raw },
      into: random.next() < 0.2 ? 'more' : 'inbox',
      customer,
      hasSender,
      isAutomatic,
      root,
      opens: { queue, isClosed: kind === 'closed', asksForReply },
    };
    this.all.push(made);
    if (id === ownId(number) && hasSender && !isAutomatic) this.named.push(made);
    return made;
  }
}

function kindOf(chance: number): Kind {
  if (chance < 0.1) return 'closed';
  return chance < 0.25 ? 'billing' : 'plain';
}

const ownId = (number: number): string => `<${number}@customers.test>`;

function messageId(number: number, random: Random): string | null {
  const chance = random.next();
  if (chance < 0.15) return null;
  return chance < 0.3 ? `<shared-${random.below(SHARED_IDS)}@customers.test>` : ownId(number);
}

/** The rest of the header and the text: half of them encoded, so that the phrase shows only to who decodes it. */
function buildBody(kind: Kind, random: Random): string[] {
  const dull = 'All work and no play makes a dull mail.\r\n'.repeat(1 + random.below(100));
  const text = kind === 'plain' ? dull : `${dull}${PHRASES[kind]}.\r\n`;
  if (random.next() < 0.5) return ['', text];
  const encoded =
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  const fields = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'];
  return [...fields, '', ...encoded, ''];
}
