import { normaliseAddress, toAsciiDomain } from '../../common/mail/addresses';

/** The form in which a pattern (an address, a domain or `*.domain`) is compared: as addresses are, domains in ASCII. */
export function normalisePattern(pattern: string): string {
  if (pattern.includes('@')) return normaliseAddress(pattern) ?? pattern;
  return pattern.startsWith('*.') ? `*.${toAsciiDomain(pattern.slice(2))}` : toAsciiDomain(pattern);
}

/**
 * All patterns that take in an address (normalised), the narrowest first: `ana@mail.example.com`, `mail.example.com`,
 * `*.mail.example.com`, `*.example.com`, `*.com`. So whoever is on a list is found without going through the list.
 */
export function patternsFor(address: string): string[] {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const patterns = [address, domain];
  for (let rest = domain; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '') {
    patterns.push(`*.${rest}`);
  }
  return patterns;
}

/** A list of patterns, asked by address. */
export class AddressPatterns {
  private readonly asWritten: Map<string, string>;

  constructor(patterns: readonly string[]) {
    this.asWritten = new Map(patterns.map((pattern) => [normalisePattern(pattern), pattern]));
  }

  /** The narrowest pattern that takes in the address, as the configuration writes it; null where none does. */
  find(address: string): string | null {
    if (this.asWritten.size === 0) return null;
    for (const pattern of patternsFor(address)) {
      const found = this.asWritten.get(pattern);
      if (found !== undefined) return found;
    }
    return null;
  }
}
