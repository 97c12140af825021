import { isUtf8 } from 'node:buffer';
import { fieldValue, splitHeader, type HeaderField } from '../../../common/mail/header-block';
import { decodeText, guess } from './charset';
import { parseStructured } from './parameters';

/** Octets of a body that are looked at. */
const SAMPLE = 16 * 1024;
const HIGH = /[\x80-\xff]/;

/**
 * The fields of a raw header block. Octets over 127 in it are against RFC 5322 and common all the same: UTF-8 (allowed by
 * RFC 6532) where they are valid as such; else in the charset of the body, if the header names it, because such senders
 * write both alike; else by a guess over what follows the header in `source`, or over all its fields.
 */
export function readFields(raw: Buffer, source: Buffer = raw): HeaderField[] {
  const fields = splitHeader(raw.toString('latin1'));
  const strange = fields.filter(({ value }) => HIGH.test(value));
  if (strange.length === 0) return fields;
  const charset = isUtf8(raw) ? null : charsetOf(fields, raw, source);
  return fields.map(({ name, value }) => ({ name, value: decodeOctets(value, charset) }));
}

function charsetOf(fields: readonly HeaderField[], raw: Buffer, source: Buffer): string {
  const label = parseStructured(fieldValue(fields, 'content-type') ?? '').parameters.get('charset');
  if (label !== undefined && !/^(us-)?ascii$|^utf-?8$/i.test(label)) return label;
  const body = source.subarray(raw.length, raw.length + SAMPLE);
  // the words of a body say more than those of a header, among the names of fields
  return guess(HIGH.test(body.toString('latin1')) ? body : raw);
}

/** `value` has one character for each octet. */
function decodeOctets(value: string, charset: string | null): string {
  return HIGH.test(value) ? decodeText(Buffer.from(value, 'latin1'), charset) : value;
}
