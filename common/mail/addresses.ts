import { encodePunycode } from './punycode';

/** Longest address that is kept: 64 octets, `@`, 255 octets (RFC 5321, 4.5.3.1). */
const MAX_ADDRESS_LENGTH = 320;
/** Longest label that is worth encoding; a longer one is no host name (RFC 1035, 2.3.4). */
const MAX_LABEL_LENGTH = 63;

/** Nearly every address: nothing in it has to be converted, and nothing is forbidden. */
const ORDINARY = /^[\w.+=-]+@[a-z\d-]+(?:\.[a-z\d-]+)*$/i;

/** A domain in lower case with its international labels in their ASCII form (RFC 5890), so that both forms compare equal. */
export function toAsciiDomain(domain: string): string {
  return domain
    .normalize('NFKC')
    .toLowerCase()
    .split(/[.\u3002\uff0e\uff61]/)
    .map((label) => {
      const isAscii = !/[^\0-\x7f]/.test(label);
      return isAscii || label.length > MAX_LABEL_LENGTH ? label : `xn--${encodePunycode(label)}`;
    })
    .join('.')
    .replace(/\.$/, '');
}

/**
 * The form in which addresses are stored and compared: lower case, ASCII domain. Null where it is no address: no local
 * part or domain, blanks or control characters, or longer than SMTP allows.
 *
 * The local part is lower-cased although RFC 5321 lets a server tell `A@x` from `a@x`: none that matters does.
 */
export function normaliseAddress(address: string): string | null {
  const trimmed = address.trim();
  if (trimmed.length <= MAX_ADDRESS_LENGTH && ORDINARY.test(trimmed)) return trimmed.toLowerCase();
  const at = trimmed.lastIndexOf('@');
  if (at < 1 || at === trimmed.length - 1) return null;
  // Composing takes the square of the number of accents: what is far too long is not looked at.
  if (trimmed.length > 4 * MAX_ADDRESS_LENGTH) return null;
  const local = trimmed.slice(0, at).normalize('NFC').toLowerCase();
  const normalised = `${local}@${toAsciiDomain(trimmed.slice(at + 1))}`;
  if (normalised.length > MAX_ADDRESS_LENGTH || normalised.endsWith('@')) return null;
  return /[\s<>,;:()[\]\\"]|\p{Cc}|\p{Cs}/u.test(normalised) ? null : normalised;
}

/** `support+x@example.com` → `support@example.com` (RFC 5233); an address without detail is returned as it is. */
export function withoutDetail(address: string): string {
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  return plus > 0 && plus < at ? address.slice(0, plus) + address.slice(at) : address;
}
