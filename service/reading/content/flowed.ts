/**
 * Text of format=flowed as it was written (RFC 3676): a line that ends with a blank goes on in the next of the same quote
 * depth; with `isDelSp` that blank is not part of it. Quote marks stay, before the whole paragraph.
 */
export function unflow(text: string, isDelSp: boolean): string {
  const out: string[] = [];
  let open: { depth: number; pieces: string[] } | null = null;
  const close = (): void => {
    if (open !== null) out.push(`${'>'.repeat(open.depth)}${open.depth > 0 ? ' ' : ''}${open.pieces.join('')}`);
    open = null;
  };
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    // a blank that the sender put in front, so that nothing is taken for a quote mark
    const content = line.slice(depth).replace(/^ /, '');
    const isSignature = content === '-- ';
    if (open !== null && (open.depth !== depth || isSignature)) close();
    open ??= { depth, pieces: [] };
    const isFlowed = content.endsWith(' ') && !isSignature;
    open.pieces.push(isFlowed && isDelSp ? content.slice(0, -1) : content);
    if (!isFlowed) close();
  }
  close();
  return out.join('\n');
}
