import type { MailAttachment } from '../../routing/compile-routing';
import { safeFileName } from './file-name';

const BEGIN = /^begin [0-7]{3,4} (\S[^\n]{0,300})$/;
const LINE = /^[ -`]{1,90}$/;

/** Text without the files that stand in it, and these. */
export type TextAndFiles = { text: string; files: MailAttachment[] };

/** Takes uuencoded files out of plain text, which is how files were sent before MIME. What is not whole stays as it is. */
export function takeOutUuencoded(text: string): TextAndFiles {
  if (!/^begin [0-7]/m.test(text)) return { text, files: [] };
  const lines = text.split(/\r?\n/);
  const kept: string[] = [];
  const files: MailAttachment[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const name = BEGIN.exec(line)?.[1];
    const block = name === undefined ? null : readBlock(lines, at + 1);
    if (name === undefined || block === null) {
      kept.push(line);
      continue;
    }
    const type = 'application/octet-stream';
    files.push({ name: safeFileName(name, type), type, sizeBytes: block.sizeBytes });
    at = block.end;
  }
  return { text: kept.join('\n'), files };
}

/** A block up to its `end`; null where a line is none of it: a line of it has no small letters, as `begin` and `end` have. */
function readBlock(lines: readonly string[], from: number): { sizeBytes: number; end: number } | null {
  let sizeBytes = 0;
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trimEnd() === 'end') return at > from ? { sizeBytes, end: at } : null;
    if (!LINE.test(line)) return null;
    sizeBytes += (line.charCodeAt(0) - 0x20) & 0x3f;
  }
  return null;
}
