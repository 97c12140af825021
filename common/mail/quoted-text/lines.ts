/** One line of a mail: as it stands in the mail with its line end, and as it is looked at. */
export type Line = {
  raw: string;
  /** Trimmed, without marks of writing direction, with plain blanks, and cut where no pattern looks any further. */
  text: string;
};

/** No line that says where a quote begins is longer, and patterns never see more than this. */
const MAX_LOOKED_AT = 600;

/** What a person wrote has fewer lines. The rest of a longer mail counts as one, so that no mail can keep the desk busy. */
const MAX_LINES = 20_000;

const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Splits a mail into lines. Put together, their `raw` is the mail. */
export function splitLines(mail: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < mail.length;) {
    const found = mail.indexOf('\n', start);
    const isRest = found === -1 || lines.length === MAX_LINES - 1;
    const end = isRest ? mail.length : found + 1;
    lines.push(asLine(mail.slice(start, end)));
    start = end;
  }
  return lines;
}

function asLine(raw: string): Line {
  const head = raw.length > MAX_LOOKED_AT ? raw.slice(0, MAX_LOOKED_AT) : raw;
  return { raw, text: head.replace(INVISIBLE, '').replace(/\s/g, ' ').trim() };
}

const NO_LINE: Line = { raw: '', text: '' };

/** The line at this place; a blank one outside of the mail. */
export function lineAt(lines: readonly Line[], at: number): Line {
  return lines[at] ?? NO_LINE;
}

/** Whether the line begins with the quote mark, at its very first character. */
export function isQuoted(line: Line): boolean {
  return line.raw.startsWith('>');
}

/** Whether the line is empty or blank. */
export function isBlank(line: Line): boolean {
  return line.text === '' && line.raw.length <= MAX_LOOKED_AT;
}

/** The next line from `from` on that is not blank; the number of lines if there is none. */
export function nextFilled(lines: readonly Line[], from: number): number {
  let at = from;
  while (at < lines.length && isBlank(lineAt(lines, at))) at += 1;
  return at;
}
