/** Longest name, in characters; every file system takes as many, in UTF-8 mostly. */
const MAX_NAME = 150;
const MAX_EXTENSION = 20;

/** Names that Windows keeps for devices, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
/** Control characters, those that turn the direction of text or cannot be seen, halves of pairs, and private ones. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;

const EXTENSIONS: Record<string, string> = {
  'text/plain': 'txt',
  'text/html': 'html',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/rtf': 'rtf',
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/json': 'json',
  'application/msword': 'doc',
  'application/pgp-signature': 'asc',
  'application/pkcs7-signature': 'p7s',
  'audio/basic': 'au',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
};

/**
 * A name under which an attachment may be shown and saved anywhere: the last piece of a path, without characters that hide
 * something or that a file system refuses, never one that Windows keeps for itself, never too long; with its extension. A name
 * that is missing, or of which nothing is left, is made from the type.
 */
export function safeFileName(name: string | null, type: string): string {
  const base = (name ?? '').slice(0, 10_000).replace(UNSAFE, '').split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  if (clean === '') return `${fallbackName(type)}${extensionOf(type)}`;
  return shortened(RESERVED.test(clean) ? `_${clean}` : clean);
}

function fallbackName(type: string): string {
  if (type.startsWith('message/')) return 'message';
  return type.startsWith('image/') ? 'image' : 'attachment';
}

function extensionOf(type: string): string {
  const known = EXTENSIONS[type];
  if (known !== undefined) return `.${known}`;
  const subtype = /^(?:image|audio|video)\/(?:x-)?([a-z0-9]{2,5})$/.exec(type)?.[1];
  return subtype === undefined ? '.bin' : `.${subtype}`;
}

function shortened(name: string): string {
  const characters = Array.from(name);
  if (characters.length <= MAX_NAME) return name;
  const dot = characters.lastIndexOf('.');
  const extension = dot > 0 && characters.length - dot <= MAX_EXTENSION ? characters.slice(dot) : [];
  return [...characters.slice(0, MAX_NAME - extension.length), ...extension].join('').trim();
}
