import type { ErrorObject } from 'ajv';
import {
  fieldPath,
  type FieldMessage,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Longest part of a value that a message repeats. */
const MAX_VALUE_LENGTH = 60;

/** An error of the validator, located in what was checked. */
export interface LocatedError {
  readonly keyword: string;
  /** Like `spec.predictor.containers[0]`. */
  readonly path: string;
  readonly value: unknown;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Where an error lies in the checked value, and what is there. */
export function locate(error: ErrorObject, checked: unknown): LocatedError {
  const { keyword, instancePath, params } = error;
  let path = '';
  let value = checked;
  for (const segment of instancePath.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    path = Array.isArray(value) ? `${path}[${key}]` : fieldPath(path, key);
    value = childOf(value, key);
  }
  return { keyword, path, value, params };
}

/** Errors that leave a field without its type, or without a field that it must have. */
export function isAboutTypes({ keyword }: LocatedError): boolean {
  return keyword === 'type' || keyword === 'required';
}

/** The words that an API server has for an error. Source: apiextensions-apiserver, `field.Error`. */
export function messageOf(error: LocatedError): FieldMessage {
  const { keyword, path, value, params } = error;
  switch (keyword) {
    case 'required':
      return {
        path: fieldPath(path, String(params.missingProperty)),
        message: 'Required value',
      };
    case 'enum':
      return {
        path,
        message: `Unsupported value: ${shown(
          value,
        )}: supported values: ${listOf(params.allowedValues)}`,
      };
    case 'uniqueBy':
      return {
        path: `${path}[${params.at}]`,
        message: `Duplicate value: ${shown(params.key)}`,
      };
    case 'maxItems':
    case 'maxProperties':
      return {
        path,
        message: `Too many: ${sizeOf(value)}: must have at most ${
          params.limit
        } items`,
      };
    case 'maxLength':
      return {
        path,
        message: `Too long: may not be more than ${params.limit} characters`,
      };
    default:
      return {
        path,
        message: `Invalid value: ${shown(value)}: ${
          path || 'the resource'
        } in body ${rule(error)}`,
      };
  }
}

function rule({ keyword, value, params }: LocatedError): string {
  switch (keyword) {
    case 'type':
      return `must be of type ${[params.type].flat().join(' or ')}: "${typeOf(
        value,
      )}"`;
    case 'pattern':
      return `should match '${params.pattern}'`;
    case 'minimum':
      return `should be greater than or equal to ${params.limit}`;
    case 'maximum':
      return `should be less than or equal to ${params.limit}`;
    case 'minLength':
      return `should be at least ${params.limit} chars long`;
    case 'minItems':
      return `should have at least ${params.limit} items`;
    case 'minProperties':
      return `should have at least ${params.limit} properties`;
    case 'format':
      return `must be of type ${params.format}`;
    default:
      throw new Error(`the schemas use ${keyword}, which has no words yet`);
  }
}

/** What a field holds, in the words of schemas. */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value)) return 'integer';
  return typeof value;
}

/** A value as a message repeats it: whole if it is short, what it is if it is no scalar. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.length <= MAX_VALUE_LENGTH) return text;
  return typeof value === 'string'
    ? `${text.slice(0, MAX_VALUE_LENGTH)}…"`
    : `"${typeOf(value)}"`;
}

function listOf(values: unknown): string {
  return [values].flat().map(shown).join(', ');
}

function sizeOf(value: unknown): number {
  return Object.keys(Object(value)).length;
}

function childOf(value: unknown, key: string): unknown {
  return Object.getOwnPropertyDescriptor(Object(value), key)?.value;
}
