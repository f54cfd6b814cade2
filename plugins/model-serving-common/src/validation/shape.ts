import { fieldPath, isJsonObject, JsonObject } from '../json';
import { Messages } from './messages';

/** The type of a field, as far as Greenroom reads it. */
export type Shape =
  | { readonly is: 'any' }
  | { readonly is: 'text'; readonly oneOf?: readonly string[] }
  | { readonly is: 'integer' }
  | { readonly is: 'flag' }
  | { readonly is: 'scalar' }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'map'; readonly of: Shape }
  | {
      readonly is: 'object';
      readonly fields: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
      /** `fields` are all that there are: others are warned of, and left out by {@link withoutUnknown}. */
      readonly closed?: boolean;
    };

const IN_WORDS: Readonly<Record<Shape['is'], string>> = {
  any: 'any value',
  text: 'a text',
  integer: 'an integer',
  flag: 'true or false',
  scalar: 'a text or a number',
  list: 'a list',
  map: 'an object',
  object: 'an object',
};

/**
 * Checks the types of a value's fields, the first layer of what an API server answers from the CRD's schema. Walks only
 * as deep as the shape does; `null` counts as absent.
 */
export function checkShape(
  value: unknown,
  shape: Shape,
  path: string,
  messages: Messages,
): void {
  if (value === undefined || value === null || shape.is === 'any') return;
  if (!hasType(value, shape)) {
    messages.error(
      path,
      `must be ${IN_WORDS[shape.is]}, not ${typeInWords(value)}`,
    );
    return;
  }
  if (
    shape.is === 'text' &&
    shape.oneOf &&
    !shape.oneOf.includes(String(value))
  ) {
    const supported = shape.oneOf.map(entry => `"${entry}"`).join(', ');
    messages.error(
      path,
      `Unsupported value: ${quoted(value)}: supported values: ${supported}`,
    );
  }
  if (shape.is === 'list' && Array.isArray(value)) {
    for (const [i, entry] of value.entries()) {
      const at = `${path}[${i}]`;
      if (entry === null) messages.error(at, 'must not be null');
      else checkShape(entry, shape.of, at, messages);
    }
  }
  if (shape.is === 'map' && isJsonObject(value)) {
    for (const [key, entry] of Object.entries(value)) {
      checkShape(entry, shape.of, fieldPath(path, key), messages);
    }
  }
  if (shape.is === 'object' && isJsonObject(value)) {
    checkObject(value, shape, path, messages);
  }
}

/** A value of any type without the fields that {@link checkShape} calls unknown; itself if it has none. */
export function withoutUnknown<T>(value: T, shape: Shape): T {
  if (shape.is !== 'object' || !isJsonObject(value)) return value;
  const { fields, closed } = shape;
  let isChanged = false;
  const known = Object.entries(value).flatMap(([field, entry]) => {
    if (!Object.hasOwn(fields, field)) {
      isChanged ||= closed === true;
      return closed ? [] : [[field, entry] as const];
    }
    const clean = withoutUnknown(entry, fields[field]);
    isChanged ||= clean !== entry;
    return [[field, clean] as const];
  });
  return isChanged ? (Object.fromEntries(known) as T & JsonObject) : value;
}

function checkObject(
  value: Record<string, unknown>,
  shape: Extract<Shape, { is: 'object' }>,
  path: string,
  messages: Messages,
): void {
  for (const field of shape.required ?? []) {
    if (value[field] === undefined || value[field] === null) {
      messages.error(fieldPath(path, field), 'is required');
    }
  }
  for (const [field, entry] of Object.entries(value)) {
    const at = fieldPath(path, field);
    if (Object.hasOwn(shape.fields, field)) {
      checkShape(entry, shape.fields[field], at, messages);
    } else if (shape.closed && entry !== null) {
      messages.warn(at, `unknown field "${at}"`);
    }
  }
}

function hasType(value: unknown, shape: Shape): boolean {
  switch (shape.is) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'scalar':
      return typeof value === 'string' || typeof value === 'number';
    case 'list':
      return Array.isArray(value);
    default:
      return isJsonObject(value);
  }
}

function typeInWords(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string'
    ? `the text ${quoted(value)}`
    : String(value);
}

function quoted(value: unknown): string {
  const text = String(value);
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
