import { decodeEntities } from './entities';

/** Elements of which nothing is shown. */
const HIDDEN = new Set(['script', 'style', 'title', 'template', 'noscript', 'textarea', 'select', 'svg', 'math']);
/** Elements that begin on a line of their own. */
const BLOCK = new Set(
  'address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const NAME = /\/?([a-z][a-z0-9]*)/iy;

/**
 * The text of HTML as a reader sees it, roughly, in one pass: for rules and search, never shown. What is no HTML is taken as
 * it stands; depth and nesting do not matter, so that hostile HTML costs no more than other text.
 */
export function textOfHtml(html: string, maxLength: number): string {
  return new HtmlReader(html, maxLength).read();
}

class HtmlReader {
  private readonly out: string[] = [];
  private readonly lower: string;
  /** What was looked for and is not there any more: it is not looked for again, so that the cost stays linear. */
  private readonly gone = new Set<string>();
  private length = 0;
  private isPreformatted = false;

  constructor(
    private readonly html: string,
    private readonly maxLength: number,
  ) {
    // of some characters the lower case is longer, and the places would be others
    const lower = html.toLowerCase();
    this.lower = lower.length === html.length ? lower : html;
  }

  read(): string {
    const { html } = this;
    for (let at = 0; at < html.length && this.length < this.maxLength;) {
      const found = html.indexOf('<', at);
      const open = found === -1 ? html.length : found;
      if (open > at) this.pushText(html.slice(at, open));
      at = open === html.length ? open : this.readMarkup(open);
    }
    const lines = this.out.join('').slice(0, this.maxLength).split('\n');
    return lines
      .map((line) => line.trimEnd().replace(/^ (?! )/, ''))
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  private push(text: string): void {
    this.out.push(text);
    this.length += text.length;
  }

  private pushText(raw: string): void {
    this.push(decodeEntities(this.isPreformatted ? raw : raw.replace(/\s+/g, ' ')));
  }

  /** Reads what begins with this `<`, and gives where it goes on. */
  private readMarkup(open: number): number {
    const { html } = this;
    if (html.startsWith('<!--', open)) return this.behind('-->', open + 2);
    if (html.startsWith('<!', open) || html.startsWith('<?', open)) return this.behind('>', open);
    NAME.lastIndex = open + 1;
    const name = NAME.exec(html)?.[1]?.toLowerCase();
    if (name === undefined) {
      this.push('<');
      return open + 1;
    }
    const end = this.endOfTag(open);
    const isClosing = html[open + 1] === '/';
    if (BLOCK.has(name)) this.push('\n');
    if (name === 'pre') this.isPreformatted = !isClosing;
    if ((name === 'td' || name === 'th') && !isClosing) this.push(' ');
    if (name === 'img' && !isClosing) this.push(altOf(html.slice(open, Math.min(end, open + 4000))));
    return HIDDEN.has(name) && !isClosing && html[end - 2] !== '/' ? this.endOfHidden(name, end) : end;
  }

  /** A `>` inside of a quoted value ends no tag; a quote that is never closed is none. */
  private endOfTag(open: number): number {
    const { html } = this;
    const mark = /[>"']/g;
    mark.lastIndex = open;
    for (let match = mark.exec(html); match !== null; match = mark.exec(html)) {
      if (match[0] === '>') return match.index + 1;
      const isValue = /=\s*$/.test(html.slice(Math.max(open, match.index - 5), match.index));
      const close = isValue ? this.find(match[0], match.index + 1) : -1;
      if (close !== -1) mark.lastIndex = close + 1;
    }
    return html.length;
  }

  private endOfHidden(name: string, from: number): number {
    const close = this.find(`</${name}`, from);
    if (close !== -1) return this.behind('>', close);
    return name === 'script' || name === 'style' ? this.html.length : from;
  }

  private behind(mark: string, from: number): number {
    const at = this.find(mark, from);
    return at === -1 ? this.html.length : at + mark.length;
  }

  private find(text: string, from: number): number {
    if (this.gone.has(text)) return -1;
    const at = this.lower.indexOf(text, from);
    if (at === -1) this.gone.add(text);
    return at;
  }
}

function altOf(tag: string): string {
  const match = /\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(tag);
  return decodeEntities(match?.[1] ?? match?.[2] ?? match?.[3] ?? '');
}
