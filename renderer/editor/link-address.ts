/** What a person types as a link, as the address it means; null where it is none we allow. */
export function linkAddress(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return null;
  if (/^[^@/:]+@[^@/:]+\.[^@/:]+$/.test(text)) return `mailto:${text}`;
  const url = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  return /^(?:https?:\/\/[^/]+|mailto:.+|tel:.+)/i.test(url) && URL.canParse(url) ? url : null;
}
