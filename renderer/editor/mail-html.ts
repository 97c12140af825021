/** Inline, because many mail programs drop style sheets. Margins as Quill shows them: none between lines. */
const STYLES: [tag: string, style: string][] = [
  ['p', 'margin:0'],
  ['ul', 'margin:0;padding-left:24px'],
  ['ol', 'margin:0;padding-left:24px'],
  ['blockquote', 'margin:4px 0;padding-left:10px;border-left:2px solid #c8ccd4;color:#4a505a'],
];

/**
 * Makes what Quill's `getSemanticHTML` gives fit for a mail.
 *
 * Quill 2.0.3 writes every space as `&nbsp;`, which keeps a customer's mail program from breaking lines, and an empty
 * line as `<p></p>`, which it would not show: both are set right here.
 */
export function mailHtml(semanticHtml: string): string {
  let html = semanticHtml
    .replaceAll('&nbsp;', ' ')
    // Spaces that HTML would fold into one, or drop at the start of a line, stay as they were typed.
    .replace(/(>| ) (?= )/g, '$1&nbsp;')
    .replace(/(<(?:p|li|blockquote)>) /g, '$1&nbsp;')
    .replaceAll('<p></p>', '<p><br></p>');
  for (const [tag, style] of STYLES) html = html.replaceAll(`<${tag}>`, `<${tag} style="${style}">`);
  return `<div style="font-family:'Segoe UI',Arial,sans-serif;font-size:14px;line-height:1.5">${html}</div>`;
}
