import { normaliseAddress } from '../../../common/mail/addresses';
import { fieldValue, splitHeader, type HeaderField } from '../../../common/mail/header-block';
import { parseMessageIds } from '../../../common/mail/message-ids';
import { statusIn, toWords, type DeliveryAction, type ReportedRecipient } from './report';

/** Recipients of one report that are looked at. */
const MAX_RECIPIENTS = 100;

const ACTIONS: Record<string, DeliveryAction> = {
  failed: 'failed',
  failure: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  deliverable: 'delivered',
  relayed: 'delivered',
  expanded: 'delivered',
};

/** What the body of a message/delivery-status part says (RFC 3464, 2): a block for the message, one for each recipient. */
export type DeliveryStatus = { recipients: ReportedRecipient[]; originalIds: string[] };

/** Reads such a body; real ones put everything into one block, or several recipients. */
export function parseDeliveryStatus(body: string): DeliveryStatus {
  const blocks = body
    .split(/(?:\r?\n[ \t]*){2,}/)
    .map((block) => splitHeader(block.replace(/^\s+/, '')))
    .flatMap(splitByRecipient)
    .slice(0, MAX_RECIPIENTS);
  const recipients = blocks.map(toRecipient).filter((recipient) => recipient !== null);
  const ids = ['x-original-message-id', 'original-message-id'].flatMap((name) =>
    blocks.flatMap((block) => parseMessageIds(fieldValue(block, name) ?? '')),
  );
  return { recipients, originalIds: ids };
}

/** A second Final-Recipient without an empty line before it begins a block all the same. */
function splitByRecipient(block: HeaderField[]): HeaderField[][] {
  const blocks: HeaderField[][] = [[]];
  let seen = new Set<string>();
  for (const field of block) {
    const begins = field.name === 'final-recipient' || field.name === 'original-recipient';
    if (begins && seen.has(field.name)) {
      blocks.push([]);
      seen = new Set();
    }
    seen.add(field.name);
    blocks.at(-1)?.push(field);
  }
  return blocks;
}

/**
 * Original-Recipient is whom we wrote to; Final-Recipient whom a forwarding server made of them (RFC 3464, 2.3). Who was
 * not reached is asked by the name the writer knows, so the first that is an address counts.
 */
function toRecipient(block: HeaderField[]): ReportedRecipient | null {
  const names = ['original-recipient', 'final-recipient', 'x-actual-recipient'];
  const address = names.map((name) => recipientAddress(fieldValue(block, name))).find((found) => found !== null);
  if (address === undefined) return null;
  const diagnostic = (fieldValue(block, 'diagnostic-code') ?? '').replace(/^\s*[a-z0-9-]+\s*;\s*/i, '');
  const status = statusIn(fieldValue(block, 'status') ?? '') ?? statusIn(diagnostic);
  const words = toWords(diagnostic);
  return { address, action: actionOf(block, status), status, words };
}

function actionOf(block: HeaderField[], status: string | null): DeliveryAction {
  const named = /[a-z]+/.exec((fieldValue(block, 'action') ?? '').toLowerCase())?.[0] ?? '';
  const action = ACTIONS[named];
  if (action !== undefined) return action;
  if (status?.startsWith('4.') === true) return 'delayed';
  return status?.startsWith('2.') === true ? 'delivered' : 'failed';
}

/** `rfc822; a@b`, `utf-8; a@b` (RFC 6533), `<a@b>`, and with anything behind it. */
function recipientAddress(value: string | null): string | null {
  const bare = (value ?? '').replace(/^\s*[a-z0-9-]+\s*;/i, '').trim();
  const inAngles = /<([^<>\s]+)>/.exec(bare)?.[1];
  const word = inAngles ?? bare.split(/\s+/)[0] ?? '';
  return normaliseAddress(word.replace(/^mailto:/i, '').replace(/[;,]+$/, ''));
}
