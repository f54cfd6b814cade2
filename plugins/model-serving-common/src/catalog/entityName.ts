import { sha256 } from './sha256';

/** What Greenroom puts into the catalog. @public */
export type CatalogedKind =
  | 'InferenceService'
  | 'InferenceGraph'
  | 'ServingRuntime'
  | 'ClusterServingRuntime'
  | 'Connection'
  | 'Model';

/**
 * `_` never occurs in resource names, so a service and a graph, or a connection and a model, may share a name.
 */
const KINDS: Readonly<
  Record<CatalogedKind, { entityKind: string; suffix: string }>
> = {
  InferenceService: { entityKind: 'component', suffix: '' },
  InferenceGraph: { entityKind: 'component', suffix: '_graph' },
  ServingRuntime: { entityKind: 'resource', suffix: '_runtime' },
  ClusterServingRuntime: { entityKind: 'resource', suffix: '_cluster-runtime' },
  Connection: { entityKind: 'resource', suffix: '_connection' },
  Model: { entityKind: 'resource', suffix: '_model' },
};

const MAX_ENTITY_NAME = 63;
const HASH_DIGITS = 8;

/** Names a resource for the catalog. @public */
export interface EntityNameOptions {
  readonly kind: CatalogedKind;
  readonly cluster: string;
  readonly name: string;
  /** Entities of the default cluster carry no cluster in their name, so adding a cluster renames nothing. */
  readonly isDefaultCluster: boolean;
}

/**
 * `metadata.name` of a resource's catalog entity: `iris`, `iris_graph`, `prod.iris`.
 *
 * Identity: must never change for a given resource. Longer than 63 characters: the first 54, `-`, and the first 8 hex
 * digits of the SHA-256 of the whole. An API entity has the name of its Component. Source: backstage §14.
 * @public
 */
export function entityNameOf(options: EntityNameOptions): string {
  const prefix = options.isDefaultCluster ? '' : `${options.cluster}.`;
  const name = `${prefix}${options.name}${KINDS[options.kind].suffix}`;
  if (name.length <= MAX_ENTITY_NAME) return name;
  const stem = name.slice(0, MAX_ENTITY_NAME - 1 - HASH_DIGITS);
  return `${stem}-${sha256(name).slice(0, HASH_DIGITS)}`;
}

/**
 * Full reference of a resource's catalog entity, in lower case: `component:demo/iris`.
 *
 * @param options - `namespace` is absent for cluster-scoped resources: their entities live in `default`
 * @public
 */
export function entityRefOf(
  options: EntityNameOptions & { readonly namespace?: string },
): string {
  return refOf(KINDS[options.kind].entityKind, options);
}

/**
 * Full reference of the API entity that a service or graph provides: `api:demo/iris`.
 * @public
 */
export function apiEntityRefOf(
  options: EntityNameOptions & { readonly namespace?: string },
): string {
  return refOf('api', options);
}

function refOf(
  entityKind: string,
  options: EntityNameOptions & { readonly namespace?: string },
): string {
  const namespace = options.namespace ?? 'default';
  return `${entityKind}:${namespace}/${entityNameOf(options)}`.toLowerCase();
}
