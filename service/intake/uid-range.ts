/** UIDs in ascending order as a sequence set (RFC 3501, 9), with `from:to` for those that follow each other. */
export function uidRange(uids: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const uid of uids) {
    const run = runs.at(-1);
    if (run?.[1] === uid - 1) run[1] = uid;
    else runs.push([uid, uid]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(',');
}

/**
 * How many of these UIDs, from the first on, make a range of at most `maxLength` characters: any number where they follow
 * each other, and hundreds where none does.
 */
export function uidsInRange(uids: readonly number[], maxLength: number): number {
  let length = 0;
  for (const [at, uid] of uids.entries()) {
    // `,from:to` for each run, written out when it begins
    if (at === 0 || uids[at - 1] !== uid - 1) length += 2 * (`${uid}`.length + 2);
    if (length > maxLength) return at;
  }
  return uids.length;
}
