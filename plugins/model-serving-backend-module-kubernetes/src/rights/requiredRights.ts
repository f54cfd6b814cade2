import type { GatewaySettings } from '../config';
import { controlSecretOf } from '../gateway/controlToken';

/** Something that the portal must be allowed to do. */
export interface Right {
  /** Empty: in the whole cluster. */
  readonly namespace: string;
  /** `''`: the core group. */
  readonly group: string;
  /** With its subresource: `pods/log`. */
  readonly resource: string;
  readonly verb: string;
  /** Only the object of this name. */
  readonly name?: string;
}

type Rule = readonly [group: string, resource: string, verbs: string];

const PROJECT: readonly Rule[] = [
  ['apps', 'deployments', 'get list watch create patch delete'],
  ['', 'pods', 'list watch patch'],
  ['', 'pods/log', 'get'],
  ['', 'pods/proxy', 'get'],
  ['', 'services', 'get list create patch delete'],
  ['', 'secrets', 'create patch delete'],
  ['policy', 'poddisruptionbudgets', 'create patch delete'],
];

const GATEWAY: readonly Rule[] = [
  ['', 'pods', 'list watch'],
  ['', 'pods/proxy', 'get create update'],
  ['', 'secrets', 'create'],
];

/** For one watch of all namespaces. */
const WATCH: readonly Rule[] = [
  ['apps', 'deployments', 'list watch'],
  ['', 'pods', 'list watch'],
];

const NODES: readonly Rule[] = [['', 'nodes', 'list']];

/** Names of the roles in `deploy/kustomize/portal-access` and `portal-access-kserve` that grant what is required. */
export const roles = {
  project: 'greenroom-project',
  gateway: 'greenroom-gateway-access',
  kserveProject: 'greenroom-kserve-project',
  kserveCluster: 'greenroom-kserve-cluster',
  nodes: 'greenroom-nodes',
  watch: 'greenroom-cluster-watch',
} as const;

/** Where the portal works on a cluster. */
export interface RightsScope {
  /** One watch for all namespaces. */
  readonly watchesCluster?: boolean;
}

/** What the portal does on a cluster: nothing else is ever needed. */
export function requiredRights(
  namespaces: readonly string[],
  gateway: GatewaySettings,
  { watchesCluster = false }: RightsScope = {},
): readonly Right[] {
  const inNamespace = (namespace: string, rules: readonly Rule[]) =>
    rules.flatMap(([group, resource, verbs]) =>
      verbs.split(' ').map(verb => ({ namespace, group, resource, verb })),
    );
  return [
    ...namespaces.flatMap(namespace => inNamespace(namespace, PROJECT)),
    ...inNamespace(gateway.namespace, GATEWAY),
    {
      namespace: gateway.namespace,
      group: '',
      resource: 'secrets',
      verb: 'get',
      name: controlSecretOf(gateway),
    },
    ...(watchesCluster ? WATCH.flatMap(everywhere) : []),
  ];
}

/** What the portal does where it may, and can do without. */
export function optionalRights(): readonly Right[] {
  return NODES.flatMap(everywhere);
}

function everywhere([group, resource, verbs]: Rule): readonly Right[] {
  return verbs
    .split(' ')
    .map(verb => ({ namespace: '', group, resource, verb }));
}
