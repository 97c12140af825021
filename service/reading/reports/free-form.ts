import { parseAddressList } from '../../../common/mail/address-list';
import { normaliseAddress } from '../../../common/mail/addresses';
import { fieldValues, type HeaderField } from '../../../common/mail/header-block';
import { statusIn, toWords, type DeliveryAction, type ReportedRecipient } from './report';

/** What servers write in the subject or the text of a notice that is for people only. */
const FAILURE = [
  /undeliver(ed|able)|deliver\w* (status|fail|error|problem|has failed|not possible)|failed (to deliver|delivery)|fail\w* (permanently|to send)/i,
  /(not|n't|unable|impossible|failed|cannot)\b.{0,60}\b(deliver|reach|relay)|returned (mail|to sender)|(failure|bounce) (notice|notification)/i,
  /(fatal|delivery|unrecoverable|permanent) (errors?|problems?)|delivery.{0,60}(fail|delayed)|delayed.{0,40}deliver|did not reach/i,
  /(user|recipient|mailbox|address|host) (is )?(unknown|not (found|known|listed)|unavailable|full)|(unknown|invalid|no such) (\w+ )*(user(id)?|recipient|address|mailbox)/i,
  /(error|trouble) (sending|delivering)|(message|mail) (system|delivery) (error|delayed)|(message|mail) .{0,20}(was|been|is) (rejected|refused|bounced|blocked|delayed)|undeliverable|not be sent/i,
  /unzustellbar|nicht (zugestellt|ausgeliefert)|non remis|n'a pas pu être|no se (pudo|ha podido) entregar|no entregado|não (foi|pôde) .*entreg|mancata consegna|non recapitat/i,
  /недоставлен|не (может быть )?доставлен|не может\s+быть отправлено|送信できま|送信に失敗|配信(できま|に失敗|不能)|配送できま|届けられま|エラーのため|退信|无法(投递|送达|发送)|投递失败|반송|전송(하지 못|되지 못|실패)|teslim edilemedi|nie (może|mogła|zostało|została) .*dostarcz/i,
];
const DELAY =
  /\b(is|was|been|has been|message|delivery|mail) (temporarily )?delayed|\((delay(ed)?)\)|warning message only|(not|n't) need to resend|will (keep|continue|be) (re)?tr(ying|ied|y)|will (keep|continue) to (re)?try|will be retried|not been delivered yet|could not send message for/i;
const FINAL =
  /failed permanently|permanent(ly)? (error|fail|fatal)|giv(en|ing) up|not going to try again|could not be delivered for/i;
/** A line on which servers name who was not reached. */
const NAMING =
  /^\s*([*•-]\s*)?<?[^\s<>:"]+@[^\s<>"]+>?(\s*([:(,;[].*)?)$|rcpt to|recipients?\b|deliver\w* to|addressed to|address(es)?\b|unknown|invalid|not (found|listed|reach)|fail|^\s*to:|mailbox|^\s*55\d/i;
const NOT_NAMING =
  /^\s*(from|sender|reply-?to|cc|original[ -]sender|return-path|message-?id|x-[\w-]+)\s*:|mail from|envelope-from|contact|(please|questions|help|assist)\b|https?:/i;
const MAILBOX =
  /[^\s<>()[\]"',;:=]{1,200}@[a-z0-9\u0080-\uffff](?:[a-z0-9\u0080-\uffff-]*[a-z0-9\u0080-\uffff])?(?:\.[a-z0-9\u0080-\uffff-]+)*/giu;

/** Whether these words are those of a notice of delivery. */
export function soundsLikeNotice(text: string): boolean {
  return FAILURE.some((pattern) => pattern.test(text)) || DELAY.test(text);
}

/** Whether a notice tells of a delay only; one that tells of both has given up. */
export function actionIn(text: string): DeliveryAction {
  return DELAY.test(text) && !FINAL.test(text) ? 'delayed' : 'failed';
}

type Candidate = { address: string; line: number; isNamed: boolean };

/**
 * Who was not reached, by the text of a notice. An address counts if its line is of a sort on which servers name the
 * recipient; if none does, any address does, unless it is that of the notice's own sender or receiver. `returnedTo`:
 * recipients of the returned mail, who count where the text names nobody.
 */
export function recipientsInText(
  lines: readonly string[],
  header: readonly HeaderField[],
  returnedTo: readonly string[],
  action: DeliveryAction,
): ReportedRecipient[] {
  const own = new Set(ownAddresses(header));
  const all = lines.flatMap((line, at) => candidatesOf(line, at));
  const others = all.filter(({ address }) => !own.has(address) && !/^(postmaster|mailer-daemon)@/.test(address));
  const named = others.filter(({ isNamed }) => isNamed);
  const addressed = others.filter(({ address }) => returnedTo.includes(address));
  const selfNamed = all.filter(({ isNamed, address }) => isNamed && returnedTo.includes(address));
  const found = [named, addressed, others, selfNamed].find((candidates) => candidates.length > 0) ?? [];
  const recipients = new Map<string, ReportedRecipient>();
  for (const { address, line } of found) {
    if (recipients.has(address) || recipients.size >= 100) continue;
    const words = wordsAround(lines, line);
    recipients.set(address, { address, action, status: statusIn(words), words });
  }
  if (recipients.size > 0) return [...recipients.values()];
  const words = toWords(lines.filter((line) => line.trim() !== '').join('\n'));
  return returnedTo.map((address) => ({ address, action, status: statusIn(words), words }));
}

function candidatesOf(line: string, at: number): Candidate[] {
  if (!line.includes('@') || NOT_NAMING.test(line)) return [];
  const isNamed = NAMING.test(line);
  const matches = line.match(MAILBOX) ?? [];
  return matches
    .map((match) => normaliseAddress(match.replace(/^mailto:/i, '').replace(/\.+$/, '')))
    .filter((address) => address !== null)
    .map((address) => ({ address, line: at, isNamed }));
}

/** The notice's own sender, and the mailbox it was returned to. X-Original-To is not asked: DragonFly names the failed one in it. */
function ownAddresses(header: readonly HeaderField[]): string[] {
  const names = ['from', 'sender', 'reply-to', 'return-path', 'to', 'cc', 'delivered-to', 'envelope-to'];
  return names
    .flatMap((name) => fieldValues(header, name))
    .flatMap((value) => parseAddressList(value))
    .map(({ address }) => address);
}

/** What stands with the address: its line and those after it, up to the next empty one that follows some words. */
function wordsAround(lines: readonly string[], at: number): string {
  const words: string[] = [];
  for (const line of lines.slice(at, at + 8)) {
    if (line.trim() === '' && words.length > 1) break;
    if (line.trim() !== '') words.push(line.trim());
  }
  return toWords(words.join('\n'));
}
