import { z } from 'zod';

/** The id of something configured: stable, readable, safe in a file. */
export const codeSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and hyphens, at most 64');

export const labelSchema = z.string().trim().min(1).max(200);

/** Something that is no more than its name. */
export const namedSchema = z.strictObject({ id: codeSchema, name: labelSchema });

/** Senders: an address (`ana@example.com`), a domain (`example.com`) or a domain with all below it (`*.example.com`). */
export const senderPatternSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(320)
  .regex(/^(?:[^\s@*]+@|\*\.)?[^\s@*]+\.[^\s@*]+$/u, 'expected an address, a domain or *.domain');
