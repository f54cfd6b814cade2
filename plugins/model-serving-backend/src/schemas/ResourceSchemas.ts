import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  fieldPath,
  isTooDeep,
  MAX_DEPTH,
  type FieldMessage,
} from '@greenroom/backstage-plugin-model-serving-common';
import type Ajv from 'ajv';
import type { ValidateFunction } from 'ajv';
import { createAjv } from './createAjv';
import { isAboutTypes, locate, messageOf } from './messageOf';
import { resourceSchema } from './toJsonSchema';
import type {
  CheckedResource,
  CrdDocument,
  CrdKind,
  CrdVersion,
} from './types';

/** Messages that are told of one resource; a hostile one may cause as many as it has fields. */
const MAX_MESSAGES = 100;

type JsonObject = Record<string, unknown>;

/**
 * KServe's CRD schemas, enforced as an API server does: unknown fields are dropped with a warning, defaults filled in,
 * types, enums, patterns, bounds and list keys checked, several errors told at once.
 *
 * The schemas are read when this is made, and compiled when a kind is first checked: up to 0.3 s for an
 * InferenceService, then well below a millisecond for each. Rules in CEL are not evaluated. Pure otherwise.
 */
export class ResourceSchemas {
  readonly #kinds: ReadonlyMap<string, CrdKind>;
  readonly #ajv: Ajv;
  readonly #compiled = new Map<string, ValidateFunction>();

  private constructor(document: CrdDocument) {
    this.#kinds = new Map(document.kinds.map(kind => [kind.kind, kind]));
    this.#ajv = createAjv(document);
  }

  static create(): ResourceSchemas {
    return new ResourceSchemas(readDocument());
  }

  /** Kinds that {@link check} knows. */
  get kinds(): readonly CrdKind[] {
    return [...this.#kinds.values()];
  }

  /**
   * What the schema of a kind says of a resource that somebody sent: any JSON. Changes nothing in place.
   *
   * @throws Error if there is no such kind: which there are is decided before.
   */
  check(kind: string, sent: unknown): CheckedResource {
    const crd = this.#kinds.get(kind);
    if (!crd) throw new Error(`there is no schema of the kind ${kind}`);
    if (!isObject(sent)) return refused(sent, `must be a ${kind} as an object`);
    if (isTooDeep(sent)) {
      return refused(
        sent,
        `nests deeper than ${MAX_DEPTH} levels; no resource does`,
      );
    }
    const { status: _status, ...intent } = sent;
    const resource = withoutNulls(intent);
    const validate = this.#validatorOf(crd, versionOf(crd, intent.apiVersion));
    validate(resource);
    const found = (validate.errors ?? []).map(error => ({
      error,
      located: locate(error, resource),
    }));
    const ofWrongType = new Set(
      found
        .filter(({ error }) => error.keyword === 'type')
        .map(({ located }) => located.path),
    );
    const warnings: FieldMessage[] = [];
    const errors: FieldMessage[] = [];
    for (const { error, located } of found) {
      if (error.keyword === 'additionalProperties') {
        const name: string = error.params.additionalProperty;
        const path = fieldPath(located.path, name);
        warnings.push({ path, message: `unknown field "${path}"` });
        Reflect.deleteProperty(Object(located.value), name);
      } else if (
        // What else is wrong with a value of another type says nothing more
        error.keyword === 'type' ||
        !ofWrongType.has(located.path)
      ) {
        errors.push(messageOf(located));
      }
    }
    return {
      resource,
      isWellTyped: !found.some(({ located }) => isAboutTypes(located)),
      errors: bounded(errors),
      warnings: bounded(warnings),
    };
  }

  #validatorOf(crd: CrdKind, version: CrdVersion): ValidateFunction {
    const key = `${crd.kind} ${version.apiVersion}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const compiled = this.#ajv.compile(
      resourceSchema(crd.kind, crd.versions, version),
    );
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

/** At most as many messages as a person reads, and how many there are more. */
export function bounded(
  messages: readonly FieldMessage[],
): readonly FieldMessage[] {
  if (messages.length <= MAX_MESSAGES) return messages;
  return [
    ...messages.slice(0, MAX_MESSAGES),
    { path: '', message: `and ${messages.length - MAX_MESSAGES} more` },
  ];
}

function readDocument(): CrdDocument {
  const path = resolvePackagePath(
    '@greenroom/backstage-plugin-model-serving-backend',
    'src/schemas/generated/kserve.json',
  );
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The version that a resource names; the stored one if it names none that there is. */
function versionOf(crd: CrdKind, apiVersion: unknown): CrdVersion {
  const [stored] = crd.versions;
  return (
    crd.versions.find(version => version.apiVersion === apiVersion) ?? stored
  );
}

function refused(sent: unknown, message: string): CheckedResource {
  return {
    resource: sent,
    isWellTyped: false,
    errors: [{ path: '', message }],
    warnings: [],
  };
}

/** A copy without the fields that are null: they count as absent. Entries of lists stay, their type is wrong. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) =>
      entry === null || entry === undefined ? [] : [[key, withoutNulls(entry)]],
    ),
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
