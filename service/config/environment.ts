import { z } from 'zod';

/** A setting that the environment may override: its path in the schema and the variable's name. */
export type Override = { path: string[]; variable: string };

const PREFIX = 'REPLYDESK';

/** Every leaf of a schema with the variable that overrides it: `mailStore.imap.host` is REPLYDESK_MAIL_STORE_IMAP_HOST. */
export function overridesOf(schema: z.ZodType, path: string[] = []): Override[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([key, value]) => overridesOf(value as z.ZodType, [...path, key]));
  }
  return [{ path, variable: [PREFIX, ...path.map(upperSnake)].join('_') }];
}

/** Puts the environment's values over a parsed file. What stands in the way of a path is left for the schema to refuse. */
export function applyEnvironment(
  file: unknown,
  environment: Record<string, string | undefined>,
  overrides: Override[],
): unknown {
  let result = file;
  for (const { path, variable } of overrides) {
    const value = environment[variable];
    if (value !== undefined) result = withValue(result, path, value);
  }
  return result;
}

function withValue(target: unknown, [key, ...rest]: string[], value: string): unknown {
  if (key === undefined) return value;
  if (target !== undefined && (typeof target !== 'object' || target === null || Array.isArray(target))) return target;
  const object = (target ?? {}) as Record<string, unknown>;
  return { ...object, [key]: withValue(object[key], rest, value) };
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}

function upperSnake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}
