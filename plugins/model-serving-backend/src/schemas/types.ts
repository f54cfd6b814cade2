import type { FieldMessage } from '@greenroom/backstage-plugin-model-serving-common';

/** A schema in the dialect of CRDs, as `scripts/kserve-schemas.mjs` writes it. */
export interface CrdSchema {
  /** `#/parts/<name>`; then there is nothing else. */
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly additionalProperties?: CrdSchema | boolean;
  readonly items?: CrdSchema;
  readonly required?: readonly string[];
  readonly nullable?: boolean;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  /** `atomic` is left out: it decides nothing about validity. */
  readonly 'x-kubernetes-list-type'?: 'map' | 'set';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

/** A kind of KServe, as its CRD describes it. */
export interface CrdKind {
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** The stored one first. */
  readonly versions: readonly CrdVersion[];
}

/** A served version of a kind. */
export interface CrdVersion {
  readonly apiVersion: string;
  /** Fields beside `apiVersion`, `kind`, `metadata` and `status`. */
  readonly fields: Readonly<Record<string, CrdSchema>>;
}

/** What `scripts/kserve-schemas.mjs` writes. */
export interface CrdDocument {
  readonly origin: string;
  readonly kinds: readonly CrdKind[];
  /** What stands in several places, by the name that `$ref` has. */
  readonly parts: Readonly<Record<string, CrdSchema>>;
}

/** What a schema says of a resource. */
export interface CheckedResource {
  /**
   * Without unknown fields, `null`s and status, and with the schema's defaults; what was sent if it is no object or nests
   * too deep.
   */
  readonly resource: unknown;
  /**
   * Every field is there that must be and has the type that it must have, so that rules can read them; errors are only
   * about values.
   */
  readonly isWellTyped: boolean;
  readonly errors: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
}
