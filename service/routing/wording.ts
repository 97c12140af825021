/** Longer lists are cut: an explanation is to be read. */
const MAX_LISTED = 5;

/** “refund” */
export function quoted(text: string): string {
  return `“${text}”`;
}

/** `a, b or c`; of more than five the first. */
export function listed(items: readonly string[]): string {
  if (items.length > MAX_LISTED)
    return `${items.slice(0, MAX_LISTED).join(', ')} or ${items.length - MAX_LISTED} others`;
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;
}
