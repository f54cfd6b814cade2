import {
  ServingKind,
  servingKinds,
  SERVING_GROUP,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceType } from '../client';
import { Right, RightsScope, roles } from './requiredRights';

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
  const inProject = (namespace: string): readonly Right[] => [
    ...needed
      .filter(kind => servingKinds[kind].namespaced)
      .flatMap(kind => rightsOf(kind, [namespace], kinds, WRITTEN)),
    ...PROJECT.flatMap(([group, resource, verbs]) =>
      verbs.split(' ').map(verb => ({ namespace, group, resource, verb })),
    ),
  ];
  return [
    ...namespaces.flatMap(inProject),
    ...needed
      .filter(kind => !servingKinds[kind].namespaced)
      .flatMap(kind => rightsOf(kind, [], kinds, READ)),
    // One watch for all namespaces takes what it takes in each, in the whole cluster
    ...(watchesCluster ? inProject('').filter(isWatching) : []),
  ];
}

/** What it takes to read the version of KServe from its definitions, where its controller does not tell it. */
export const definitionRight: Right = {
  namespace: '',
  group: 'apiextensions.k8s.io',
  resource: 'customresourcedefinitions',
  verb: 'get',
  name: `inferenceservices.${SERVING_GROUP}`,
};

/** Plurals of what is in no namespace. */
const OF_CLUSTER: ReadonlySet<string> = new Set([
  definitionRight.resource,
  ...(Object.keys(servingKinds) as ServingKind[])
    .filter(kind => !servingKinds[kind].namespaced)
    .map(kind => `${kind.toLowerCase()}s`),
]);

/**
 * The role that grants a right in the whole cluster: that for what belongs to no project, or that for one watch of what is in
 * all of them.
 */
export function clusterRoleOf(
  resource: string,
): typeof roles.kserveCluster | typeof roles.kserveWatch {
  return OF_CLUSTER.has(resource) ? roles.kserveCluster : roles.kserveWatch;
}

/** What it takes to see a kind, if it is one that the portal can do without. */
export function optionalKServeRights(
  kind: ServingKind,
  namespaces: readonly string[],
  kinds: ReadonlyMap<ServingKind, ResourceType>,
): readonly Right[] {
  return NEEDED.includes(kind) ? [] : rightsOf(kind, namespaces, kinds, READ);
}

/** What it takes to delete the Secrets that no deployment uses any more; without, they stay. */
export function takingRights(namespaces: readonly string[]): readonly Right[] {
  return namespaces.map(namespace => ({
    namespace,
    group: '',
    resource: 'secrets',
    verb: 'delete',
  }));
}

/**
 * What it takes to offer the hardware profiles of Open Data Hub: those of projects, and those that are for all.
 * @param shared - where the latter lie
 */
export function hardwareProfileRights(
  namespaces: readonly string[],
  shared: string,
): readonly Right[] {
  return [...new Set([...namespaces, shared])].map(namespace => ({
    namespace,
    group: 'infrastructure.opendatahub.io',
    resource: 'hardwareprofiles',
    verb: 'list',
  }));
}

function isWatching({ verb }: Right): boolean {
  return READ.split(' ').includes(verb);
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
