import { Transform, type TransformCallback } from 'node:stream';
import type { Capability } from './types';

/**
 * Takes extensions away from an IMAP server by what passes on the wire: the announcement and the response codes leave
 * the answers, and the commands are answered BAD without the server having seen them. Literals pass untouched.
 */
export type CapabilityFilter = { toServer: Transform; toClient: Transform };

/** Commands that are answered, without the server having seen them, while this is set; matched in capitals, without tag. */
export type Refusal = { command: RegExp; answer: string };

/** One filter per connection: the refusals of one direction are written into the other. */
export function capabilityFilter(
  without: readonly Capability[],
  refusal: () => Refusal | null = () => null,
): CapabilityFilter {
  const gone = new Set<string>(without);
  if (gone.has('CONDSTORE')) gone.add('QRESYNC');
  const toClient = new LineFilter((line) => [hide(line, gone)]);
  const toServer = new LineFilter((line) => {
    const [tag = '', first = '', second = ''] = line
      .toUpperCase()
      .split(' ', 3)
      .map((word) => word.trim());
    const command = first === 'UID' ? `UID ${second}` : first;
    const refused = refusal();
    if (refused?.command.test(command) === true) {
      toClient.push(`${line.slice(0, tag.length)} ${refused.answer}\r\n`);
      return [];
    }
    if (!isRefused(command, line.toUpperCase(), gone)) return [line];
    toClient.push(`${line.slice(0, tag.length)} BAD Unknown command\r\n`);
    return [];
  });
  return { toServer, toClient };
}

const COMMANDS: Partial<Record<Capability, RegExp>> = {
  MOVE: /^(UID )?MOVE$/,
  IDLE: /^IDLE$/,
  UIDPLUS: /^UID EXPUNGE$/,
  ENABLE: /^ENABLE$/,
  NAMESPACE: /^NAMESPACE$/,
};
const ARGUMENTS: Partial<Record<Capability, RegExp>> = {
  CONDSTORE: /\((CONDSTORE|QRESYNC|UNCHANGEDSINCE|CHANGEDSINCE)\b|^\S+ ENABLE .*\b(CONDSTORE|QRESYNC)\b/,
  'SPECIAL-USE': /\(.*SPECIAL-USE.*\)/,
};

function isRefused(command: string, line: string, gone: ReadonlySet<string>): boolean {
  const hits = (patterns: Partial<Record<string, RegExp>>, text: string): boolean =>
    Object.entries(patterns).some(([capability, pattern]) => gone.has(capability) && pattern?.test(text));
  // An APPEND's or LOGIN's arguments are content, not syntax.
  return (
    hits(COMMANDS, command) ||
    (/^(SELECT|EXAMINE|STORE|UID STORE|FETCH|UID FETCH|LIST|ENABLE)$/.test(command) && hits(ARGUMENTS, line))
  );
}

function hide(line: string, gone: ReadonlySet<string>): string {
  let shown = line;
  if (/^\* CAPABILITY |\[CAPABILITY /i.test(line)) {
    shown = shown.replaceAll(/ ([^\s\]]+)/g, (word, name: string) => (gone.has(name.toUpperCase()) ? '' : word));
  }
  if (gone.has('UIDPLUS')) shown = shown.replace(/^(\S+ OK )\[(APPENDUID|COPYUID) [^\]]*\] ?/i, '$1');
  if (gone.has('CONDSTORE')) shown = shown.replace(/^(\* OK )\[(HIGHESTMODSEQ|NOMODSEQ)[^\]]*\] ?/i, '$1');
  if (gone.has('SPECIAL-USE') && /^\* LIST /i.test(line)) {
    shown = shown.replaceAll(/\s?\\(Sent|Drafts|Trash|Junk|Archive|All|Flagged)\b/gi, '');
  }
  return shown;
}

/** Passes a stream on line by line, and the octets of literals (`{n}` at the end of a line) as they are. */
class LineFilter extends Transform {
  private pending: Buffer = Buffer.alloc(0);
  private literalLeft = 0;

  constructor(private readonly rewrite: (line: string) => string[]) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.pending = this.pending.length > 0 ? Buffer.concat([this.pending, chunk]) : chunk;
    while (this.pending.length > 0) {
      if (this.literalLeft > 0) {
        const part = this.pending.subarray(0, this.literalLeft);
        this.literalLeft -= part.length;
        this.pending = this.pending.subarray(part.length);
        this.push(part);
        continue;
      }
      const end = this.pending.indexOf('\n');
      if (end === -1) break;
      const line = this.pending.subarray(0, end + 1).toString('latin1');
      this.pending = this.pending.subarray(end + 1);
      this.literalLeft = Number(/\{(\d+)\+?\}\r?\n$/.exec(line)?.[1] ?? 0);
      for (const out of this.rewrite(line)) this.push(Buffer.from(out, 'latin1'));
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    this.push(this.pending);
    done();
  }
}
