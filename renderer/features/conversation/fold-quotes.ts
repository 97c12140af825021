import { beginsQuotedMail } from '../../../common/mail/quoted-text/separators';

// Gmail, Yahoo, Apple Mail and Thunderbird, Proton, Zoho, Tuta, the new Outlook: the whole quote is one element.
const QUOTES =
  '.gmail_quote, .yahoo_quoted, blockquote[type="cite"], .protonmail_quote, .zmail_extra, .tutanota_quote, .moz-forward-container, #mail-editor-reference-message-container';
// Thunderbird's attribution stands before the quote.
const ATTRIBUTION = '.moz-cite-prefix';
// Outlook and Exchange put nothing around what they quote: a header, below a line, and then everything.
const QUOTED_HEAD = '#divRplyFwdMsg, div[style*="border-top" i]';
/** More than any header has; what is quoted is often a long mail itself. */
const MAX_HEAD_LENGTH = 4000;
/** Lines are drawn for other reasons, too; who draws so many has not quoted a mail by them. */
const MAX_HEADS = 100;

/** Puts the outermost quotes behind a fold that needs no script. A mail which is nothing but a quote stays open. */
export function foldQuotes(body: HTMLElement, label: string): void {
  const quotes = outermostQuotes(body);
  const folded = quotes.flat().reduce((sum, node) => sum + filledLength(node), 0);
  if (filledLength(body) === folded) return;
  for (const quote of quotes) fold(quote, label);
}

/** Quotes by the nodes they consist of, which stand side by side. */
function outermostQuotes(body: HTMLElement): ChildNode[][] {
  const rest = restFromHead(body);
  const quotes: ChildNode[][] = [];
  let last: Element | null = null;
  for (const quote of body.querySelectorAll(QUOTES)) {
    if (last?.contains(quote) || isInRest(rest[0], quote)) continue;
    last = quote;
    quotes.push(withAttribution(quote));
  }
  if (rest.length > 0) quotes.push(rest);
  return quotes;
}

/** The rest goes to the end of its parent, so that whatever comes after its first node in there is part of it. */
function isInRest(first: ChildNode | undefined, node: Node): boolean {
  if (!first?.parentNode?.contains(node)) return false;
  return first.contains(node) || (first.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

function withAttribution(quote: Element): ChildNode[] {
  const before = quote.previousElementSibling;
  return before?.matches(ATTRIBUTION) ? [before, quote] : [quote];
}

/** Outlook's header and all that follows it beside it; empty where there is none or where nothing stands above it. */
function restFromHead(body: HTMLElement): ChildNode[] {
  for (const head of [...body.querySelectorAll(QUOTED_HEAD)].slice(0, MAX_HEADS)) {
    if (head.closest(QUOTES) || !beginsQuotedMail(linesOf(head))) continue;
    let start: ChildNode = head;
    // The header is wrapped in elements of its own; what it belongs to stands beside the outermost of them.
    while (start.parentElement !== null && start.parentElement !== body && !hasFilledSibling(start)) {
      start = start.parentElement;
    }
    const line = (start as Element).previousElementSibling;
    if (line?.tagName === 'HR') start = line;
    const rest: ChildNode[] = [];
    for (let node: ChildNode | null = start; node !== null; node = node.nextSibling) rest.push(node);
    return rest;
  }
  return [];
}

function hasFilledSibling(node: ChildNode): boolean {
  for (let next = node.nextSibling; next !== null; next = next.nextSibling) if (filledLength(next) > 0) return true;
  return false;
}

/** The text of the beginning of an element, with a line for each line that is seen. */
function linesOf(element: Element): string {
  let text = '';
  const walk = (node: Node): void => {
    if (text.length > MAX_HEAD_LENGTH) return;
    if (node.nodeType === 3) text += (node.nodeValue ?? '').replace(/\s+/g, ' ');
    for (const child of node.childNodes) walk(child);
    if (/^(?:BR|P|DIV|TR|LI|H\d)$/.test(node.nodeName)) text += '\n';
  };
  walk(element);
  return text;
}

/** How much there is to see in a node: blanks do not count, a picture does. */
function filledLength(node: Node): number {
  const pictures = node.nodeType === 1 ? (node as Element).querySelectorAll('img').length : 0;
  return (node.textContent ?? '').replace(/\s+/g, '').length + pictures;
}

function fold(nodes: readonly ChildNode[], label: string): void {
  const [first] = nodes;
  const document = first?.ownerDocument;
  if (first === undefined || !document) return;
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = label;
  first.replaceWith(details);
  details.append(summary, ...nodes);
}
