/** What a corpus check found; `goal` says in words what `ok` judged, `failures` name the files that missed it. */
export type CorpusFigures = {
  kind: string;
  ok: boolean;
  goal: string;
  figures: Record<string, number>;
  /** What else is to be told, line by line. */
  notes?: string[];
  failures: string[];
};

/** One kind of corpus: whether a folder is of this kind, and how it fares. */
export type CorpusCheck = {
  kind: string;
  recognises: (dir: string) => Promise<boolean>;
  run: (dir: string) => Promise<CorpusFigures>;
};
