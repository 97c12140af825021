import { splitQuotedText, type MailPart } from '../../../common/mail/quoted-text/split-quoted-text';

export type TextBlock = { kind: 'own' | 'quoted'; text: string };

/**
 * Splits a plain text mail into what its writer wrote and what they quoted, whatever client they quoted with. A signature
 * stays in view, because it says who writes and how to call them; so does the header of a mail forwarded without a word.
 */
export function textBlocks(text: string): TextBlock[] {
  const parts = splitQuotedText(text.replaceAll('\r\n', '\n'));
  const blocks: TextBlock[] = [];
  parts.forEach((part, index) => {
    const kind = blockKind(part.kind, parts[index + 1]?.kind);
    const last = blocks.at(-1);
    if (last?.kind === kind) last.text += part.text;
    else blocks.push({ kind, text: part.text });
  });
  return blocks
    .map(({ kind, text: all }) => ({ kind, text: withoutBlankEnds(all) }))
    .filter((block) => block.text.trim() !== '');
}

function blockKind(kind: MailPart['kind'], next: MailPart['kind'] | undefined): TextBlock['kind'] {
  if (kind === 'introduction') return next === 'inline-quote' ? 'quoted' : 'own';
  return kind === 'own' || kind === 'signature' ? 'own' : 'quoted';
}

/** Without the blank lines around it; the indent of its first line stays. */
function withoutBlankEnds(text: string): string {
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    if (text.slice(start, end).trim() !== '') break;
    start = end + 1;
  }
  return text.slice(start).trimEnd();
}

export type TextPiece = { text: string; url: string | null };

const LINK = /(?:https?:\/\/|www\.)[^\s<>"]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;

/** Finds links and addresses in plain text. Punctuation that ends a sentence is not part of a link. */
export function textPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const found = withoutTail(match[0]);
    const url = urlFor(found);
    if (!URL.canParse(url)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), url: null });
    pieces.push({ text: found, url });
    end = match.index + found.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), url: null });
  return pieces;
}

function urlFor(found: string): string {
  if (/^https?:/i.test(found)) return found;
  return /^www\./i.test(found) && !found.includes('@') ? `https://${found}` : `mailto:${found}`;
}

function withoutTail(found: string): string {
  const trimmed = found.replace(/[.,;:!?'"»”’]+$/u, '');
  // A closing bracket belongs to the link only if its opening one does.
  return trimmed.endsWith(')') && !trimmed.includes('(') ? withoutTail(trimmed.slice(0, -1)) : trimmed;
}
