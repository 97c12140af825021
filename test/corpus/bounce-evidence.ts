import { normaliseAddress } from '../../common/mail/addresses';

const MAILBOX = /[^\s<>()[\]"',;:=]{1,200}@[a-z0-9.-]*[a-z0-9]/gi;

/**
 * Who was not reached, by the mail's own evidence, and found by other means than the product's: the surest sort of
 * evidence that is there decides.
 *
 * 1. Fields made for it, wherever they stand: Final-Recipient, Original-Recipient, X-Failed-Recipients.
 * 2. The recipients in the dialogue with the server (RCPT TO) and the `To` and `Cc` of the mail that came back.
 * 3. Any address in the notice but those of its own header.
 *
 * 2 and 3 count together: a notice may name an alias or a forwarded address that the returned mail does not know.
 */
export function failedByEvidence(source: Buffer): Set<string> {
  const raw = source.toString('latin1').replace(/\r\n?/g, '\n');
  const text = raw.replace(/=\n/g, '').replace(/=3D/g, '=') + decodedBase64(raw);
  const fields = matches(
    text,
    /^(?:(?:final|original)-recipient|x-actual-recipient|x-failed-recipients)\s*:.*(?:\n[ \t].*)*/gim,
  );
  if (fields.size > 0) return fields;
  const headerEnd = text.indexOf('\n\n');
  const own = matches(
    text.slice(0, headerEnd),
    /^(?:from|to|delivered-to|return-path|reply-to|sender)\s*:.*(?:\n[ \t].*)*/gim,
  );
  const body = text.slice(headerEnd);
  const returned = matches(body, /^(?:(?:to|cc)\s*:.*(?:\n[ \t].*)*|.*rcpt to:.*)/gim);
  const others = [...addressesIn(body)].filter((address) => !own.has(address));
  return new Set([...returned, ...others]);
}

function matches(text: string, pattern: RegExp): Set<string> {
  return new Set((text.match(pattern) ?? []).flatMap((found) => [...addressesIn(found)]));
}

function addressesIn(text: string): Set<string> {
  const found = (text.match(MAILBOX) ?? []).map((address) => normaliseAddress(address.replace(/^mailto:/i, '')));
  return new Set(found.filter((address) => address !== null));
}

/** Bodies in base64: a block of such lines, decoded. */
function decodedBase64(raw: string): string {
  const blocks = raw.match(/\n\n(?:[A-Za-z0-9+/]{60,76}\n)+[A-Za-z0-9+/=]*/g) ?? [];
  return blocks.map((block) => `\n${Buffer.from(block, 'base64').toString('latin1')}`).join('');
}
