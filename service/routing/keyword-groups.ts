import type { KeywordGroup } from '../../common/contract/configuration/rule';
import { foldText } from './fold-text';
import { KeywordAutomaton } from './keyword-automaton';
import { parseKeyword, wordEdges, type KeywordPattern } from './keyword-pattern';

/** What is looked at of a text, in characters; what comes after it is not. */
const MAX_TEXT = 256 * 1024;

/** Where a keyword was found. */
export type KeywordField = 'subject' | 'body';
const FIELDS: readonly KeywordField[] = ['subject', 'body'];

/** A word is waited for in four ways, by which of its ends may go on: its slots. */
const SLOTS = 4;
const OPEN_BEFORE = 1;
const OPEN_AFTER = 2;
/** The ways (a bit each) that are met inside a word, where a word ends, where one begins, and by a whole word. */
const MET_BY = [0b1000, 0b1010, 0b1100, 0b1111];

/**
 * The keyword groups of all rules, looked for together: one automaton over all keywords reads subject and body once. What
 * a mail costs grows with its text and with the groups that it hits, and not with those that it does not.
 *
 * It remembers the mail it read last: what `has` and `foundBy` say is about that one.
 */
export class KeywordGroups {
  private readonly words: readonly string[];
  private readonly automaton: KeywordAutomaton;
  /** The groups that wait for a slot: from `start[slot]` to `start[slot + 1]`. */
  private readonly start: Int32Array;
  private readonly waiting: Int32Array;
  /** In which ways a word is waited for, a bit each. */
  private readonly ways: Uint8Array;
  private readonly looksAt: Record<KeywordField, Uint8Array>;
  /** What was settled in which reading; counting readings saves emptying the lists for each mail. */
  private reading = 0;
  private readonly slotSettledIn: Uint32Array;
  private readonly groupHitIn: Uint32Array;
  private readonly hitBy: Int32Array;
  private readonly hitField: Uint8Array;

  constructor(private readonly groups: readonly KeywordGroup[]) {
    const entries = groups.flatMap(({ any }, group) => patternsOf(any).map((pattern) => ({ pattern, group })));
    this.words = [...new Set(entries.map(({ pattern }) => pattern.core))].sort();
    this.automaton = new KeywordAutomaton(this.words);
    const numbers = new Map(this.words.map((word, number) => [word, number]));
    const slots = entries.map(({ pattern }) => (numbers.get(pattern.core) ?? 0) * SLOTS + waysOf(pattern));
    this.ways = new Uint8Array(this.words.length);
    for (const slot of slots)
      this.ways[Math.floor(slot / SLOTS)] = (this.ways[Math.floor(slot / SLOTS)] ?? 0) | (1 << (slot % SLOTS));
    this.start = new Int32Array(this.words.length * SLOTS + 1);
    for (const slot of slots) this.start[slot + 1] = (this.start[slot + 1] ?? 0) + 1;
    this.start.forEach((count, slot) => (this.start[slot] = count + (this.start[slot - 1] ?? 0)));
    const next = this.start.slice();
    this.waiting = new Int32Array(entries.length);
    slots.forEach((slot, index) => {
      const at = next[slot] ?? 0;
      this.waiting[at] = entries[index]?.group ?? 0;
      next[slot] = at + 1;
    });
    this.looksAt = {
      subject: Uint8Array.from(groups, (group) => (group.in === 'body' ? 0 : 1)),
      body: Uint8Array.from(groups, (group) => (group.in === 'subject' ? 0 : 1)),
    };
    this.slotSettledIn = new Uint32Array(this.words.length * SLOTS);
    this.groupHitIn = new Uint32Array(groups.length);
    this.hitBy = new Int32Array(groups.length);
    this.hitField = new Uint8Array(groups.length);
  }

  /** Reads a mail; gives the groups of which any keyword is where the group looks for it, each once, in no order. */
  read(texts: { subject: string; body: string | null }): number[] {
    const hits: number[] = [];
    const firstReading = this.reading + 1;
    FIELDS.forEach((field, number) => {
      this.reading += 1;
      const text = texts[field];
      if (text !== null && this.looksAt[field].includes(1)) this.readField(bounded(text), number, firstReading, hits);
    });
    return hits;
  }

  /** Whether the group was hit by the mail that was read last. */
  has(group: number): boolean {
    return (this.groupHitIn[group] ?? 0) > this.reading - FIELDS.length;
  }

  /** By what a group was hit, as the configuration writes it. */
  foundBy(group: number): { keyword: string; field: KeywordField } {
    const slot = this.hitBy[group] ?? 0;
    const word = this.words[Math.floor(slot / SLOTS)];
    const keyword = this.groups[group]?.any.find((candidate) => {
      const pattern = parseKeyword(candidate);
      return pattern !== null && pattern.core === word && waysOf(pattern) === slot % SLOTS;
    });
    return { keyword: keyword ?? '', field: FIELDS[this.hitField[group] ?? 0] ?? 'subject' };
  }

  private readField(text: string, field: number, firstReading: number, hits: number[]): void {
    const { words, ways, slotSettledIn, reading } = this;
    const edges = wordEdges(text);
    this.automaton.scan(text, (word, end) => {
      const begins = edges[end - (words[word]?.length ?? 0)] ?? 0;
      const met = (ways[word] ?? 0) & (MET_BY[begins * 2 + (edges[end] ?? 0)] ?? 0);
      if (met === 0) return;
      for (let way = 0; way < SLOTS; way += 1) {
        const slot = word * SLOTS + way;
        if ((met & (1 << way)) === 0 || slotSettledIn[slot] === reading) continue;
        slotSettledIn[slot] = reading;
        this.hit(slot, field, firstReading, hits);
      }
    });
  }

  private hit(slot: number, field: number, firstReading: number, hits: number[]): void {
    const looksAt = this.looksAt[FIELDS[field] ?? 'subject'];
    for (let at = this.start[slot] ?? 0; at < (this.start[slot + 1] ?? 0); at += 1) {
      const group = this.waiting[at] ?? 0;
      if (looksAt[group] === 0 || (this.groupHitIn[group] ?? 0) >= firstReading) continue;
      this.groupHitIn[group] = this.reading;
      this.hitBy[group] = slot;
      this.hitField[group] = field;
      hits.push(group);
    }
  }
}

function patternsOf(keywords: readonly string[]): KeywordPattern[] {
  return keywords.flatMap((keyword) => {
    const pattern = parseKeyword(keyword);
    return pattern === null ? [] : [pattern];
  });
}

function waysOf({ isOpenBefore, isOpenAfter }: KeywordPattern): number {
  return (isOpenBefore ? OPEN_BEFORE : 0) + (isOpenAfter ? OPEN_AFTER : 0);
}

/** Cut before it is folded and after, because a single character may fold to eighteen. */
function bounded(text: string): string {
  return foldText(text.slice(0, MAX_TEXT)).slice(0, MAX_TEXT);
}
