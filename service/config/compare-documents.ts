import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationChange } from '../../common/contract/configuration/configuration-api';

const SHOWN_LENGTH = 200;

/**
 * Every place in which two documents differ. Entries that have an id are compared with the entry of that id; lists of
 * plain values by what came and went; other lists, such as opening hours, as a whole.
 */
export function* compareDocuments(before: unknown, after: unknown): Generator<ConfigurationChange> {
  yield* compare(before, after, { path: [], name: null });
}

type Place = { path: string[]; name: string | null };

function* compare(before: unknown, after: unknown, place: Place): Generator<ConfigurationChange> {
  if (isDeepStrictEqual(before, after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* compare(own(before, key), own(after, key), { ...place, path: [...place.path, key] });
    }
  } else if (isList(before) && isList(after)) yield* compareLists(before ?? [], after ?? [], place);
  else yield { ...place, from: shown(before), to: shown(after) };
}

function* compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  place: Place,
): Generator<ConfigurationChange> {
  const all = [...before, ...after];
  if (all.every(hasId)) yield* compareEntries(before.filter(hasId), after.filter(hasId), place);
  else if (all.every((value) => typeof value === 'string')) yield* compareValues(before, after, place);
  else yield { ...place, from: shown(before), to: shown(after) };
}

type Entry = Record<string, unknown> & { id: unknown };

function* compareEntries(
  before: readonly Entry[],
  after: readonly Entry[],
  { path }: Place,
): Generator<ConfigurationChange> {
  const old = new Map(before.map((entry) => [String(entry.id), entry]));
  const present = new Map(after.map((entry) => [String(entry.id), entry]));
  for (const id of new Set([...old.keys(), ...present.keys()])) {
    const [from, to] = [old.get(id), present.get(id)];
    const place = { path: [...path, id], name: nameOf(to ?? from) };
    if (from && to) yield* compare(from, to, place);
    else yield { ...place, from: shown(from), to: shown(to) };
  }
  // Rules are looked at in their order.
  const stayed = [...old.keys()].filter((id) => present.has(id));
  const order = [...present.keys()].filter((id) => old.has(id));
  if (!isDeepStrictEqual(stayed, order)) {
    yield { path: [...path], name: null, from: shown(stayed.join(', ')), to: shown(order.join(', ')) };
  }
}

function* compareValues(
  before: readonly unknown[],
  after: readonly unknown[],
  place: Place,
): Generator<ConfigurationChange> {
  const [old, present] = [new Set(before), new Set(after)];
  const gone = before.filter((value) => !present.has(value));
  const come = after.filter((value) => !old.has(value));
  for (const value of gone) yield { ...place, from: shown(value), to: null };
  for (const value of come) yield { ...place, from: null, to: shown(value) };
  if (gone.length + come.length === 0) yield { ...place, from: shown(before), to: shown(after) };
}

/** A key such as `valueOf` is inherited by every object, and is none of the document's. */
function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list that was not there yet is an empty one. */
function isList(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function hasId(value: unknown): value is Entry {
  return isRecord(value) && 'id' in value;
}

function nameOf(entry: Entry | undefined): string | null {
  const name = entry?.name ?? entry?.address;
  return typeof name === 'string' ? name : null;
}

function shown(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 1)}…` : text;
}
