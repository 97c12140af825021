import { isUtf8 } from 'node:buffer';
import { splitHeader, type HeaderField } from '../../../common/mail/header-block';
import { decodeText } from './charset';

/**
 * The fields of a raw header block. Octets over 127 in it are against RFC 5322 and common all the same: UTF-8 (allowed by
 * RFC 6532) where they are valid as such, else by a guess over the whole header, which is longer than any of its fields.
 */
export function readFields(raw: Buffer): HeaderField[] {
  const fields = splitHeader(raw.toString('latin1'));
  const isStrange = fields.some(({ value }) => HIGH.test(value)) && !isUtf8(raw);
  return fields.map(({ name, value }) => ({ name, value: decodeOctets(value, isStrange) }));
}

const HIGH = /[\x80-\xff]/;

/** `value` has one character for each octet. */
function decodeOctets(value: string, isStrange: boolean): string {
  if (!HIGH.test(value)) return value;
  const octets = Buffer.from(value, 'latin1');
  return isStrange && !isUtf8(octets) ? decodeText(octets, null) : octets.toString('utf8');
}
