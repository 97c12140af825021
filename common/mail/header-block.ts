/** One field of a header: name in lower case, value unfolded and trimmed, not decoded. */
export type HeaderField = { name: string; value: string };

/** Fields after these many are not looked at. */
const MAX_FIELDS = 10_000;

/**
 * Splits a header block into its fields, in order, unfolded (RFC 5322, 2.2.3). Takes CRLF, LF and CR; ends at the first
 * empty line. Lines that are no field (a name must stand before the colon) are left out, so that junk between two fields
 * hides neither.
 */
export function splitHeader(block: string): HeaderField[] {
  const fields: HeaderField[] = [];
  let open: { name: string; lines: string[] } | null = null;
  const close = (): void => {
    if (open !== null) fields.push({ name: open.name, value: open.lines.join(' ').trim() });
    open = null;
  };
  for (const line of block.split(/\r\n|\n|\r/)) {
    if (line === '' || fields.length >= MAX_FIELDS) break;
    if (/^[ \t]/.test(line)) {
      open?.lines.push(line.trim());
      continue;
    }
    close();
    const match = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line);
    if (match !== null) open = { name: (match[1] ?? '').toLowerCase(), lines: [(match[2] ?? '').trim()] };
  }
  close();
  return fields;
}

/** The values of all fields of this name (lower case), in order. */
export function fieldValues(fields: readonly HeaderField[], name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => field.value);
}

/** The value of the first field of this name (lower case). */
export function fieldValue(fields: readonly HeaderField[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null;
}
