import {
  ServingKind,
  servingKinds,
  SERVING_GROUP,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceType } from '../client';
import type { Right, RightsScope } from './requiredRights';

/** KServe's kinds without which nothing can be shown. */
const NEEDED: readonly ServingKind[] = [
  'InferenceService',
  'ServingRuntime',
  'ClusterServingRuntime',
  'InferenceGraph',
];
/** Of KServe's kinds in a project. */
const WRITTEN = 'get list watch create update delete';
/** Of those of the whole cluster: who runs it writes them. */
const READ = 'list watch';

/** What KServe's pods tell, and the Secrets that deployments name. */
const PROJECT: readonly (readonly [string, string, string])[] = [
  ['apps', 'deployments', 'list watch'],
  ['', 'pods', 'list watch'],
  ['', 'pods/log', 'get'],
  ['', 'pods/proxy', 'get'],
  ['', 'events', 'list watch'],
  ['', 'secrets', 'create patch'],
];

/**
 * What the portal does on a cluster with KServe.
 * @param kinds - those that the cluster has definitions of
 */
export function requiredKServeRights(
  namespaces: readonly string[],
  kinds: ReadonlyMap<ServingKind, ResourceType>,
  { watchesCluster = false }: RightsScope = {},
): readonly Right[] {
  const needed = [...kinds.keys()].filter(kind => NEEDED.includes(kind));
  const rights = [
    ...needed.flatMap(kind => rightsOf(kind, namespaces, kinds, WRITTEN)),
    ...namespaces.flatMap(namespace =>
      PROJECT.flatMap(([group, resource, verbs]) =>
        verbs.split(' ').map(verb => ({ namespace, group, resource, verb })),
      ),
    ),
  ];
  return watchesCluster ? [...rights, ...rights.flatMap(everywhere)] : rights;
}

/** What it takes to see a kind, if it is one that the portal can do without. */
export function optionalKServeRights(
  kind: ServingKind,
  namespaces: readonly string[],
  kinds: ReadonlyMap<ServingKind, ResourceType>,
): readonly Right[] {
  return NEEDED.includes(kind) ? [] : rightsOf(kind, namespaces, kinds, READ);
}

/** One watch for all namespaces takes what it takes in each, in the whole cluster. */
function everywhere(right: Right): readonly Right[] {
  const isWatching = READ.split(' ').includes(right.verb);
  return isWatching ? [{ ...right, namespace: '' }] : [];
}

function rightsOf(
  kind: ServingKind,
  namespaces: readonly string[],
  kinds: ReadonlyMap<ServingKind, ResourceType>,
  written: string,
): readonly Right[] {
  const { namespaced } = servingKinds[kind];
  const resource = kinds.get(kind)?.plural ?? '';
  return (namespaced ? namespaces : ['']).flatMap(namespace =>
    (namespaced ? written : READ)
      .split(' ')
      .map(verb => ({ namespace, group: SERVING_GROUP, resource, verb })),
  );
}
