export type TextBlock = { kind: 'own' | 'quoted'; text: string };

/** Splits a plain text mail into what its writer wrote and what they quoted (lines that begin with `>`). */
export function textBlocks(text: string): TextBlock[] {
  const blocks: { kind: TextBlock['kind']; lines: string[] }[] = [];
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const last = blocks.at(-1);
    const isQuoted = line.startsWith('>');
    // A blank line between two quoted ones belongs to the quote.
    const kind = isQuoted || (last?.kind === 'quoted' && line.trim() === '') ? 'quoted' : 'own';
    if (last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return blocks
    .map(({ kind, lines }) => ({ kind, text: lines.join('\n').replace(/\n+$/, '') }))
    .filter((block) => block.text.trim() !== '');
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
