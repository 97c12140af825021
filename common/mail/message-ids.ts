/** Longest id that is kept: longer than a line may be (RFC 5322, 2.1.1) is none. */
const MAX_ID_LENGTH = 998;

/**
 * The message ids in a Message-ID, In-Reply-To or References header, with their angle brackets, in order, each once.
 * Phrases and comments between them (RFC 5322, 4.5.4) are left out.
 */
export function parseMessageIds(value: string): string[] {
  const ids = value.match(/<[^<>\s\p{Cc}]+>/gu) ?? [];
  return [...new Set(ids.filter((id) => id.length <= MAX_ID_LENGTH))];
}

/** A mail's own id, or null: servers exist that leave the brackets out, so a bare `a@b` counts too. */
export function parseMessageId(value: string): string | null {
  const [id] = parseMessageIds(value);
  if (id !== undefined) return id;
  const bare = value.trim();
  return /^[^<>\s\p{Cc}]+@[^<>\s\p{Cc}]+$/u.test(bare) && bare.length < MAX_ID_LENGTH - 1 ? `<${bare}>` : null;
}
