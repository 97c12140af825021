import { normaliseAddress } from './addresses';

/** A mailbox of a header: the display name still encoded as in the header (RFC 2047), the address normalised. */
export type HeaderMailbox = { name: string; address: string };

type Token = { kind: 'text' | 'quoted' | 'comment' | 'angle' | 'separator'; text: string };

/** One mailbox as nearly all are written: an address alone or in angle brackets, behind a name without quotes. */
const ORDINARY = /^(?:([^"(<,;:@]*)<)?([\w.+=-]+@[a-z\d.-]+)(>?)$/i;

/** A mailbox after which the rest of a list is not looked at: bounds what a hostile header costs. */
const MAX_MAILBOXES = 5000;

const CLOSERS: Record<string, string> = { '"': '"', '<': '>', '(': ')' };
const KINDS: Record<string, Token['kind']> = { '"': 'quoted', '<': 'angle', '(': 'comment' };

/** Reads a delimited run that starts at `start`; one that is never closed ends with the header. */
function readDelimited(value: string, start: number): { text: string; end: number } {
  const opener = value.charAt(start);
  const closer = CLOSERS[opener];
  let text = '';
  let depth = 1;
  let at = start + 1;
  for (; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (char === '\\' && opener !== '<') {
      at += 1;
      text += value.charAt(at);
      continue;
    }
    // only comments nest (RFC 5322, 3.2.2)
    if (char === '(' && opener === '(') depth += 1;
    if (char === closer) depth -= 1;
    if (depth === 0) break;
    text += char;
  }
  return { text, end: at + 1 };
}

function tokenise(value: string): Token[] {
  const tokens: Token[] = [];
  let text = '';
  const flush = (): void => {
    if (text.trim() !== '') tokens.push({ kind: 'text', text: text.trim() });
    text = '';
  };
  for (let at = 0; at < value.length;) {
    const char = value.charAt(at);
    const kind = KINDS[char];
    if (kind !== undefined && !(kind === 'quoted' && isQuotedLocalPart(value, at))) {
      flush();
      const run = readDelimited(value, at);
      tokens.push({ kind, text: run.text });
      at = run.end;
    } else {
      if (char === ',' || char === ';' || char === ':') {
        flush();
        tokens.push({ kind: 'separator', text: char });
      } else {
        text += char;
      }
      at += 1;
    }
  }
  flush();
  return tokens;
}

/** `"a b"@example.com`: the quotes belong to the address, which is then none that we can answer. */
function isQuotedLocalPart(value: string, start: number): boolean {
  const { end } = readDelimited(value, start);
  return value.charAt(end) === '@';
}

function toMailbox(tokens: Token[]): HeaderMailbox | null {
  const angle = tokens.find((token) => token.kind === 'angle');
  const words = tokens.filter((token) => token.kind === 'text' || token.kind === 'quoted').map((token) => token.text);
  const comment = tokens.find((token) => token.kind === 'comment')?.text ?? '';
  if (angle !== undefined) {
    // a source route is allowed and ignored (RFC 5322, 4.4)
    const address = normaliseAddress(angle.text.replace(/^\s*@[^:]*:/, ''));
    return address === null ? null : { name: words.join(' ') || comment, address };
  }
  // without angle brackets: the one word that is an address; what else stands there is taken as the name
  for (const candidate of words.flatMap((word) => word.split(/\s+/))) {
    const address = normaliseAddress(candidate.replace(/^mailto:/i, ''));
    if (address === null) continue;
    const others = words.join(' ').replace(candidate, '').trim();
    return { name: others || comment, address };
  }
  return null;
}

/**
 * The mailboxes of an address list (RFC 5322, 3.4) in their order: quoted names, comments, groups (their members), obsolete
 * routes, missing commas at the end. What is no address is left out; nothing throws.
 */
export function parseAddressList(value: string): HeaderMailbox[] {
  const ordinary = ORDINARY.exec(value);
  if (ordinary !== null) {
    const [, name, written = '', closing] = ordinary;
    const address = normaliseAddress(written);
    if (address !== null && (name !== undefined) === (closing === '>')) return [{ name: name?.trim() ?? '', address }];
  }
  const mailboxes: HeaderMailbox[] = [];
  let current: Token[] = [];
  const finish = (): void => {
    const mailbox = current.length > 0 ? toMailbox(current) : null;
    if (mailbox !== null) mailboxes.push(mailbox);
    current = [];
  };
  for (const token of tokenise(value)) {
    if (mailboxes.length >= MAX_MAILBOXES) break;
    if (token.kind !== 'separator') current.push(token);
    // what stands before the colon is a group's name (RFC 5322, 3.4), not a mailbox
    else if (token.text === ':') current = [];
    else finish();
  }
  finish();
  return mailboxes;
}
