/** What came out of one corpus: figures to print, and the files that were not as expected. */
export type CorpusFigures = {
  kind: string;
  ok: boolean;
  goal: string;
  figures: Record<string, number>;
  failures: string[];
};

/** One kind of corpus: how its folder is known, and how it is run. */
export type CorpusCheck = {
  kind: string;
  recognises: (dir: string) => Promise<boolean>;
  run: (dir: string) => Promise<CorpusFigures>;
};
