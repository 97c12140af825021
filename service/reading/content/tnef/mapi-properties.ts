/** A property of a message or an attachment, its value as it stands there; of several values the first. */
export type MapiProperty = { id: number; isUnicode: boolean; isObject: boolean; data: Buffer };

const MAX_PROPERTIES = 5000;
const MULTIPLE = 0x1000;
const OBJECT = 0x000d;
const UNICODE = 0x001f;
/** Types whose values carry their length: strings, binary, objects. */
const VARIABLE = new Set([OBJECT, 0x001e, UNICODE, 0x0102]);
/** Octets of values of the other types, filled up to four (MS-OXTNEF, 2.1.3.4). */
const SIZES: Record<number, number> = { 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16 };

/** Reads a list of properties (MS-OXTNEF, 2.1.3.4), up to the first that cannot be read. */
export function readProperties(octets: Buffer): MapiProperty[] {
  const properties: MapiProperty[] = [];
  const reader = new Reader(octets);
  const count = Math.min(reader.uint32() ?? 0, MAX_PROPERTIES);
  while (properties.length < count) {
    const property = readProperty(reader);
    if (property === null) break;
    properties.push(property);
  }
  return properties;
}

function readProperty(reader: Reader): MapiProperty | null {
  const tag = reader.uint32();
  if (tag === null) return null;
  const id = tag >>> 16;
  const type = tag & 0xffff & ~MULTIPLE;
  if (id >= 0x8000 && !skipName(reader)) return null;
  const isVariable = VARIABLE.has(type);
  const count = isVariable || (tag & MULTIPLE) !== 0 ? reader.uint32() : 1;
  if (count === null) return null;
  let data: Buffer | null = null;
  for (let value = 0; value < count; value += 1) {
    const length = isVariable ? reader.uint32() : (SIZES[type] ?? null);
    const own = length === null ? null : reader.octets(length);
    if (own === null) return null;
    data ??= own;
  }
  return { id, isUnicode: type === UNICODE, isObject: type === OBJECT, data: data ?? Buffer.alloc(0) };
}

/** A named property: a GUID, and a number or a name. */
function skipName(reader: Reader): boolean {
  if (reader.octets(16) === null) return false;
  const kind = reader.uint32();
  const value = reader.uint32();
  return kind !== null && value !== null && (kind === 0 || reader.octets(value) !== null);
}

class Reader {
  private at = 0;

  constructor(private readonly source: Buffer) {}

  uint32(): number | null {
    if (this.at + 4 > this.source.length) return null;
    this.at += 4;
    return this.source.readUInt32LE(this.at - 4);
  }

  /** So many octets, which are filled up to a multiple of four; null where there are fewer. */
  octets(length: number): Buffer | null {
    const end = this.at + length;
    if (end > this.source.length) return null;
    const own = this.source.subarray(this.at, end);
    this.at = this.at + Math.ceil(length / 4) * 4;
    return own;
  }
}
