export type LinkTarget = {
  /** Before the host, the host itself, after it: so that the host can be shown bold. */
  before: string;
  host: string;
  after: string;
  /** Not encrypted. */
  isPlainHttp: boolean;
  /** The host is written in other letters than Latin ones (shown as `xn--`), or is a bare number. */
  isUnusualHost: boolean;
  /** The host which the link's own text pretended, where that is another one. */
  pretendedHost: string | null;
};

const hostIn = (text: string): string | null => {
  const match = /^\s*(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?:[/:?#]\S*)?\s*$/iu.exec(text);
  if (!match?.[1] || !URL.canParse(`https://${match[1]}`)) return null;
  return new URL(`https://${match[1]}`).hostname;
};

const withoutWww = (host: string): string => host.replace(/^www\./, '');

/**
 * Where a link really goes, for the person to judge. `shownText` is what the mail wrote on it. Null where it is not a
 * link we open.
 */
export function linkTarget(url: string, shownText: string | null): LinkTarget | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol === 'mailto:' || parsed.protocol === 'tel:') {
    return {
      before: parsed.protocol,
      host: decodeSafely(parsed.pathname),
      after: parsed.search,
      isPlainHttp: false,
      isUnusualHost: false,
      pretendedHost: null,
    };
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return null;
  const shownHost = shownText === null ? null : hostIn(shownText);
  const isOther = shownHost !== null && withoutWww(shownHost) !== withoutWww(parsed.hostname);
  return {
    // A user name before the @ is a known trick to look like another host: it is shown, but not as the host.
    before: `${parsed.protocol}//${parsed.username ? `${parsed.username}@` : ''}`,
    host: parsed.hostname,
    after: `${parsed.port ? `:${parsed.port}` : ''}${parsed.pathname}${parsed.search}${parsed.hash}`,
    isPlainHttp: parsed.protocol === 'http:',
    isUnusualHost: /(^|\.)xn--/.test(parsed.hostname) || /^[\d.]+$|^\[/.test(parsed.hostname),
    pretendedHost: isOther ? shownHost : null,
  };
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape is shown as it was written.
    return text;
  }
}
