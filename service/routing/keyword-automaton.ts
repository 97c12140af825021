/** Called for every place at which a word of the automaton stands: its number and the end of the place, not included. */
type OnFound = (word: number, end: number) => void;

/**
 * All words in one automaton (Aho and Corasick, 1975): a text is read once, whatever the number of words.
 *
 * States are numbered breadth first, so that the children of a state are neighbours and those of the next state follow
 * them: `first[state]` to `first[state + 1]`, sorted by their letter. 18 octets a state, and no objects.
 */
export class KeywordAutomaton {
  private readonly letter: Uint16Array;
  private readonly first: Int32Array;
  /** The state of the longest end of this one that is a beginning of a word. */
  private readonly fallback: Int32Array;
  /** The state itself or the longest of its ends that is a whole word; 0: none. */
  private readonly found: Int32Array;
  private readonly word: Int32Array;
  /** The state after one letter at the root, which is asked for the most. */
  private readonly afterRoot = new Int32Array(0x10000);

  /** Words must be sorted by their code units, each there once, none empty; their places are their numbers. */
  constructor(words: readonly string[]) {
    const size = countStates(words);
    this.letter = new Uint16Array(size);
    this.first = new Int32Array(size + 1);
    this.fallback = new Int32Array(size);
    this.found = new Int32Array(size);
    this.word = new Int32Array(size).fill(-1);
    this.build(words, size);
  }

  /** Reads the text to its end. */
  scan(text: string, onFound: OnFound): void {
    const { found, fallback, word } = this;
    let state = 0;
    for (let at = 0; at < text.length; at += 1) {
      state = this.step(state, text.charCodeAt(at));
      for (let hit = found[state] ?? 0; hit !== 0; hit = found[fallback[hit] ?? 0] ?? 0)
        onFound(word[hit] ?? 0, at + 1);
    }
  }

  private step(from: number, letter: number): number {
    for (let state = from; state !== 0; state = this.fallback[state] ?? 0) {
      const child = this.childOf(state, letter);
      if (child !== 0) return child;
    }
    return this.afterRoot[letter] ?? 0;
  }

  private childOf(state: number, letter: number): number {
    let low = this.first[state] ?? 0;
    let high = this.first[state + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.letter[middle] ?? 0;
      if (there === letter) return middle;
      if (there < letter) low = middle + 1;
      else high = middle;
    }
    return 0;
  }

  /** Each state stands for a stretch of the sorted words that begin alike; its children part that stretch by a letter. */
  private build(words: readonly string[], size: number): void {
    const from = new Int32Array(size);
    const to = new Int32Array(size);
    const depth = new Uint16Array(size);
    to[0] = words.length;
    let next = 1;
    for (let state = 0; state < size; state += 1) {
      let at = from[state] ?? 0;
      const end = to[state] ?? 0;
      const length = depth[state] ?? 0;
      if (at < end && words[at]?.length === length) {
        this.word[state] = at;
        at += 1;
      }
      const fallback = this.fallback[state] ?? 0;
      this.found[state] = this.word[state] !== -1 ? state : (this.found[fallback] ?? 0);
      this.first[state] = next;
      while (at < end) {
        const letter = words[at]?.charCodeAt(length) ?? 0;
        from[next] = at;
        while (at < end && words[at]?.charCodeAt(length) === letter) at += 1;
        to[next] = at;
        depth[next] = length + 1;
        this.letter[next] = letter;
        if (state === 0) this.afterRoot[letter] = next;
        else this.fallback[next] = this.step(fallback, letter);
        next += 1;
      }
      this.first[state + 1] = next;
    }
  }
}

/** One for the root and one for every letter that a word does not share with the word before it. */
function countStates(words: readonly string[]): number {
  let count = 1;
  words.forEach((word, index) => {
    const before = words[index - 1] ?? '';
    let shared = 0;
    while (shared < before.length && before.charCodeAt(shared) === word.charCodeAt(shared)) shared += 1;
    count += word.length - shared;
  });
  return count;
}
