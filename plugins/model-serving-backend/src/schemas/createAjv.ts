import Ajv, { type SchemaObject } from 'ajv';
import { toJsonSchema } from './toJsonSchema';
import type { CrdDocument } from './types';

const INT32 = 2 ** 31;
const INT64 = 2 ** 63;

/**
 * A validator that knows the dialect of CRDs: the number formats, lists whose entries differ in some fields, and the
 * parts of the document. Fills in defaults; collects all errors. Nothing is compiled before it is used.
 */
export function createAjv({ parts }: CrdDocument): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    // The schemas are our own data: that they are valid is a test's business, not of every start.
    validateSchema: false,
    strict: false,
    messages: false,
  });
  ajv.addFormat('int32', {
    type: 'number',
    validate: value => value >= -INT32 && value < INT32,
  });
  ajv.addFormat('int64', {
    type: 'number',
    validate: value => value >= -INT64 && value < INT64,
  });
  ajv.addKeyword({
    keyword: 'uniqueBy',
    type: 'array',
    errors: 'full',
    compile: (fields: readonly string[]) => {
      const check: UniqueCheck = entries => {
        check.errors = duplicatesIn(entries, fields).map(({ at, key }) => ({
          keyword: 'uniqueBy',
          params: { at, key },
        }));
        return check.errors.length === 0;
      };
      return check;
    },
  });
  const $defs: SchemaObject = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, toJsonSchema(part)]),
  );
  return ajv.addSchema({ $id: 'parts', $defs });
}

interface UniqueCheck {
  (entries: readonly unknown[]): boolean;
  errors?: { keyword: string; params: { at: number; key: unknown } }[];
}

/** Entries that are equal in some fields to one before them; without fields, in all. */
function duplicatesIn(
  entries: readonly unknown[],
  fields: readonly string[],
): { at: number; key: unknown }[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, at) => {
    const key = fields.length === 0 ? entry : keyOf(entry, fields);
    const text = JSON.stringify(key);
    if (key === undefined || !seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [{ at, key }];
  });
}

/** Undefined where the entry is no object: its type is said to be wrong. */
function keyOf(entry: unknown, fields: readonly string[]): unknown {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const all = new Map(Object.entries(entry));
  return Object.fromEntries(fields.map(name => [name, all.get(name)]));
}
