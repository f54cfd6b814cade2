import type { CrdSchema, CrdVersion } from './types';

type JsonSchema = Record<string, unknown>;

/** What an API server knows of `metadata`, which CRDs leave to it. Fields that only servers write are among them. */
const OBJECT_META: CrdSchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    generateName: { type: 'string' },
    namespace: { type: 'string' },
    labels: textMap(),
    annotations: textMap(),
    uid: { type: 'string' },
    resourceVersion: { type: 'string' },
    generation: { type: 'integer', format: 'int64' },
    creationTimestamp: { type: 'string' },
    deletionTimestamp: { type: 'string' },
    deletionGracePeriodSeconds: { type: 'integer', format: 'int64' },
    selfLink: { type: 'string' },
    finalizers: { type: 'array', items: { type: 'string' } },
    managedFields: { type: 'array', items: anyObject() },
    ownerReferences: {
      type: 'array',
      items: {
        type: 'object',
        required: ['apiVersion', 'kind', 'name', 'uid'],
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          name: { type: 'string' },
          uid: { type: 'string' },
          controller: { type: 'boolean' },
          blockOwnerDeletion: { type: 'boolean' },
        },
      },
    },
  },
};

/** JSON Schema of a whole resource; parts are referred to by `parts#/$defs/<name>`. */
export function resourceSchema(
  kind: string,
  versions: readonly CrdVersion[],
  { fields }: CrdVersion,
): JsonSchema {
  return toJsonSchema({
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: {
        type: 'string',
        enum: versions.map(version => version.apiVersion),
      },
      kind: { type: 'string', enum: [kind] },
      metadata: OBJECT_META,
      ...fields,
    },
  });
}

/**
 * The JSON Schema that says what a schema of a CRD says to an API server: an object without the unknown-fields marker is
 * closed, an int-or-string is either, a nullable may be null. Source: Kubernetes' structural schemas.
 */
export function toJsonSchema(schema: CrdSchema): JsonSchema {
  const {
    $ref,
    type,
    properties,
    additionalProperties,
    items,
    nullable,
    'x-kubernetes-int-or-string': isIntOrString,
    'x-kubernetes-preserve-unknown-fields': keepsUnknown,
    'x-kubernetes-list-type': listType,
    'x-kubernetes-list-map-keys': listKeys,
    ...same
  } = schema;
  if ($ref !== undefined) {
    return { $ref: $ref.replace('#/parts/', 'parts#/$defs/') };
  }
  const types = isIntOrString ? ['integer', 'string'] : [type ?? []].flat();
  return {
    ...same,
    ...(types.length > 0 && { type: nullable ? [...types, 'null'] : types }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, child]) => [
          name,
          toJsonSchema(child),
        ]),
      ),
    }),
    ...(type === 'object' && {
      additionalProperties: others(additionalProperties, keepsUnknown),
    }),
    ...(items && { items: toJsonSchema(items) }),
    ...(listType === 'set' && { uniqueBy: [] }),
    ...(listType === 'map' && { uniqueBy: listKeys }),
  };
}

function others(
  additionalProperties: CrdSchema | boolean | undefined,
  keepsUnknown: boolean | undefined,
): JsonSchema | boolean {
  return typeof additionalProperties === 'object'
    ? toJsonSchema(additionalProperties)
    : additionalProperties ?? keepsUnknown ?? false;
}

function textMap(): CrdSchema {
  return { type: 'object', additionalProperties: { type: 'string' } };
}

function anyObject(): CrdSchema {
  return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
}
