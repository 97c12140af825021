import { hasAddress, hasDate, hasTime } from './dates';
import { labelOf, roleOf, type HeaderRole } from './header-labels';
import { isBlank, isQuoted, lineAt, type Line } from './lines';

/** A header that is quoted in full has no more lines than this; a list of many recipients is cut off before. */
const MAX_LINES = 40;
/** A field's value goes on over at most so many lines without a label. */
const MAX_CONTINUED = 6;

/**
 * The end (the line after it) of the header block that begins on this line, as Outlook and others put it above a mail they
 * quote; null where there is none. A label alone says nothing (`From: Berlin`, `To: Munich`, `Date: 3 May` is a
 * customer's wish): it takes three fields, a sender, and a subject or an address.
 */
export function headerBlockEnd(lines: readonly Line[], start: number): number | null {
  const { end, fields } = fieldsFrom(lines, start, (label) => roleOf(label) !== null);
  const roles = new Set<HeaderRole | null>([...fields.keys()].map(roleOf));
  roles.delete('other');
  if (roles.size < 3 || !roles.has('from')) return null;
  return roles.has('subject') || [...fields.values()].some(hasAddress) ? end : null;
}

/** The same for a language we do not know; only where a rule or a separator stands before it. */
export function anyHeaderBlockEnd(lines: readonly Line[], start: number): number | null {
  const { end, fields } = fieldsFrom(lines, start, () => true);
  const values = [...fields.values()];
  const isHeader = values.some((text) => hasAddress(text) || (hasDate(text) && hasTime(text)));
  return fields.size >= 3 && isHeader ? end : null;
}

/** The lines from here on that have a label, by label, and where they end. A label that comes again belongs to another. */
function fieldsFrom(
  lines: readonly Line[],
  start: number,
  isKnown: (label: string) => boolean,
): { end: number; fields: Map<string, string> } {
  const fields = new Map<string, string>();
  const knownLabel = (line: Line): string | null => {
    const label = labelOf(line.text);
    return label !== null && isKnown(label) && !fields.has(label) ? label : null;
  };
  let end = start;
  for (let at = start; at < lines.length && at < start + MAX_LINES; at += 1) {
    const line = lineAt(lines, at);
    if (isQuoted(line) || at - end > MAX_CONTINUED) break;
    const label = knownLabel(line);
    // Made from HTML, each field may be a paragraph of its own.
    if (isBlank(line) && (at > end || knownLabel(lineAt(lines, at + 1)) === null)) break;
    if (label !== null) fields.set(label, line.text);
    else if (at === start) break;
    if (label !== null || isBlank(line)) end = at + 1;
  }
  return { end, fields };
}
