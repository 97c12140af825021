import createDOMPurify from 'dompurify';
import { foldQuotes } from './fold-quotes';
import { resolveCids, countRemoteCss } from './mail-css';

export type SanitisedMail = {
  /** A whole document, for the sandboxed frame and nowhere else. */
  html: string;
  /** How many pictures the mail would fetch from elsewhere. */
  remoteCount: number;
  /** The mail's links with what it wrote on them. */
  links: { href: string; text: string }[];
};

export type SanitiseOptions = {
  /** `cid:` pictures by content id. */
  inlineImages: Record<string, string>;
  /** Label of the fold which hides quoted text. */
  quotedLabel: string;
};

const FORBIDDEN_TAGS = [
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'option',
  'optgroup',
  'datalist',
  'output',
  'fieldset',
  'label',
  'iframe',
  'frame',
  'frameset',
  'object',
  'embed',
  'applet',
  'portal',
  'link',
  'meta',
  'base',
  'title',
  'svg',
  'math',
  'video',
  'audio',
  'source',
  'track',
  'picture',
  'map',
  'area',
  'dialog',
  'template',
  'slot',
  'noscript',
  'canvas',
];
const FORBIDDEN_ATTRIBUTES = [
  'target',
  'srcset',
  'sizes',
  'ping',
  'action',
  'formaction',
  'usemap',
  'poster',
  'autofocus',
  'tabindex',
  'accesskey',
  'contenteditable',
  'popover',
  'is',
];
const SAFE_LINK = /^(?:https?:|mailto:|tel:|#)/i;
const REMOTE = /^(?:https?:)?\/\//i;
const SAFE_DATA_IMAGE = /^data:image\/(?:png|gif|jpe?g|webp|bmp|x-icon);base64,/i;

/**
 * Makes a mail's HTML fit for its frame. Two passes: the first gives a clean tree in which links, pictures and quotes
 * are set right, the second serialises that tree under the same rules, so that nothing we changed escapes them.
 * The frame is the second wall: no scripts, no forms, no network but pictures the person allowed.
 */
export function sanitiseMail(dirty: string, options: SanitiseOptions): SanitisedMail {
  const purify = createDOMPurify(window);
  const config = {
    USE_PROFILES: { html: true },
    WHOLE_DOCUMENT: true,
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
  };
  // With WHOLE_DOCUMENT this is the <html> element.
  const tree = purify.sanitize(dirty, { ...config, RETURN_DOM: true }) as HTMLElement;
  const links = settleLinks(tree);
  const remoteCount = settlePictures(tree, options.inlineImages);
  foldQuotes(tree.querySelector('body') ?? tree, options.quotedLabel);
  return { html: purify.sanitize(tree, config), remoteCount, links };
}

function settleLinks(tree: HTMLElement): SanitisedMail['links'] {
  const links: SanitisedMail['links'] = [];
  for (const anchor of tree.querySelectorAll('[href]')) {
    const href = (anchor.getAttribute('href') ?? '').trim();
    if (!SAFE_LINK.test(href)) anchor.removeAttribute('href');
    else if (!href.startsWith('#')) links.push({ href, text: (anchor.textContent ?? '').trim().slice(0, 500) });
  }
  return links;
}

function settlePictures(tree: HTMLElement, inlineImages: Record<string, string>): number {
  let remoteCount = 0;
  for (const element of tree.querySelectorAll('[src], [background]')) {
    for (const name of ['src', 'background']) {
      const value = element.getAttribute(name)?.trim();
      if (value === undefined) continue;
      const settled = pictureAddress(value, inlineImages);
      if (settled === null) element.removeAttribute(name);
      else element.setAttribute(name, settled);
      if (settled !== null && REMOTE.test(settled)) remoteCount += 1;
    }
  }
  for (const element of tree.querySelectorAll('[style]')) {
    const css = resolveCids(element.getAttribute('style') ?? '', inlineImages);
    element.setAttribute('style', css);
    remoteCount += countRemoteCss(css);
  }
  for (const sheet of tree.querySelectorAll('style')) {
    sheet.textContent = resolveCids(sheet.textContent ?? '', inlineImages);
    remoteCount += countRemoteCss(sheet.textContent);
  }
  return remoteCount;
}

/** The address a picture is shown from; null where it must not be. */
function pictureAddress(value: string, inlineImages: Record<string, string>): string | null {
  if (/^cid:/i.test(value)) {
    const picture = inlineImages[decodeCid(value.slice(4))];
    return picture !== undefined && SAFE_DATA_IMAGE.test(picture) ? picture : null;
  }
  // Without a scheme it would take the frame's own, which reaches nothing; and the frame's policy lets https alone in.
  if (REMOTE.test(value)) return value.replace(REMOTE, 'https://');
  return SAFE_DATA_IMAGE.test(value) ? value : null;
}

function decodeCid(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    // Not URL-encoded (RFC 2392 asks for it, many mailers do not): the id as written.
    return id;
  }
}
