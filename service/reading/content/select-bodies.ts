import type { MimePart } from '../mime/part';

/** What a reader is shown of a mail, as plain text and as HTML, and the rest. An image may be in both lists. */
export type Bodies = { text: MimePart[]; html: MimePart[]; attachments: MimePart[] };

/**
 * Tells what is shown from what is attached, by the rules of RFC 8621, 4.1.4. Every part that is neither plain text nor HTML
 * counts as attached too, whether it is shown in its place or not.
 */
export function selectBodies(root: MimePart): Bodies {
  const bodies: Bodies = { text: [], html: [], attachments: [] };
  visit(root.children.length > 0 ? root.children : [root], {
    kind: root.children.length > 0 ? kindOf(root) : 'mixed',
    isInAlternative: kindOf(root) === 'alternative',
    text: bodies.text,
    html: bodies.html,
    attachments: bodies.attachments,
  });
  return bodies;
}

type Kind = 'alternative' | 'related' | 'mixed';
type Visit = {
  kind: Kind;
  isInAlternative: boolean;
  /** Null where this branch has the other one of the two alone. */
  text: MimePart[] | null;
  html: MimePart[] | null;
  attachments: MimePart[];
};

/** Recursion as deep as `readStructure` lets the parts be nested. */
function visit(parts: readonly MimePart[], { kind, isInAlternative, attachments, ...into }: Visit): void {
  let { text, html } = into;
  const before = { text: text?.length ?? 0, html: html?.length ?? 0 };
  for (const [at, part] of parts.entries()) {
    if (part.children.length > 0) {
      const own = kindOf(part);
      const isWithin = isInAlternative || own === 'alternative';
      visit(part.children, { kind: own, isInAlternative: isWithin, text, html, attachments });
      continue;
    }
    const type = leafType(part);
    const isPlain = type === 'text/plain';
    const isHtml = type === 'text/html';
    const isInline = isShown(part, type) && (at === 0 || (kind !== 'related' && (isMedia(type) || !hasName(part))));
    if (isInline && kind !== 'alternative' && isInAlternative) {
      if (isPlain) html = null;
      if (isHtml) text = null;
    }
    const isText = isInline && (kind === 'alternative' ? isPlain : text !== null);
    const isInHtml = isInline && (kind === 'alternative' ? isHtml : html !== null);
    if (isText) text?.push(part);
    if (isInHtml) html?.push(part);
    if (!(isPlain && isText) && !(isHtml && isInHtml)) attachments.push(part);
  }
  if (kind !== 'alternative' || text === null || html === null) return;
  // the one stands for the other where it is the only one
  if (text.length === before.text) text.push(...html.slice(before.html));
  else if (html.length === before.html) html.push(...text.slice(before.text));
}

/** The type of a part that has no parts of its own. */
export function leafType(part: MimePart): string {
  return part.type.startsWith('multipart/') && !part.isTooDeep ? 'text/plain' : part.type;
}

function kindOf({ type }: MimePart): Kind {
  if (type === 'multipart/alternative') return 'alternative';
  return type === 'multipart/related' ? 'related' : 'mixed';
}

function isShown({ disposition }: MimePart, type: string): boolean {
  return disposition.value !== 'attachment' && (type === 'text/plain' || type === 'text/html' || isMedia(type));
}

function isMedia(type: string): boolean {
  return /^(image|audio|video)\//.test(type);
}

function hasName({ parameters, disposition }: MimePart): boolean {
  return parameters.has('name') || disposition.parameters.has('filename');
}
