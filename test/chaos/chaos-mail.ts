import type { MailStack } from '../mail-stack/types';
import type { RawMail } from '../mail-stack/deliver';
import type { Random } from './random';

/** What a mail of the run has of its own; its number stands in the subject. */
export type ChaosMail = { number: number; mail: RawMail; hasSender: boolean };

const CUSTOMERS = 200;
const SHARED_IDS = 20;

/** The subject by which a mail is known again, in the store and in its contact. */
export function subjectOf(number: number): string {
  return `Chaos ${number}`;
}

/** The number in such a subject; null in any other. */
export function numberOf(subject: string | undefined): number | null {
  const match = /^Chaos (\d+)$/.exec(subject ?? '');
  return match === null ? null : Number(match[1]);
}

/** One mail: 15 % share their Message-ID with others, 15 % have none, 2 % name no sender. */
export function buildChaosMail(stack: Pick<MailStack, 'address'>, number: number, random: Random): ChaosMail {
  const customer = `customer${random.below(CUSTOMERS)}@customers.test`;
  const to = stack.address(random.next() < 0.5 ? 'support' : 'billing');
  const hasSender = random.next() >= 0.02;
  const id = random.next();
  const messageId =
    id < 0.15 ? null : id < 0.3 ? `<shared-${random.below(SHARED_IDS)}@customers.test>` : `<${number}@customers.test>`;
  const header = [
    ...(hasSender ? [`From: Customer <${customer}>`] : []),
    `To: ${to}`,
    `Subject: ${subjectOf(number)}`,
    ...(messageId === null ? [] : [`Message-ID: ${messageId}`]),
  ];
  const body = 'All work and no play makes a dull mail.\r\n'.repeat(1 + random.below(100));
  return {
    number,
    hasSender,
    mail: { from: hasSender ? customer : '', to: [to], raw: `${header.join('\r\n')}\r\n\r\n${body}` },
  };
}
