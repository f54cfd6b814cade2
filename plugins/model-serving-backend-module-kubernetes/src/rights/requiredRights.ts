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

const SCALERS: readonly Rule[] = [
  ['autoscaling', 'horizontalpodautoscalers', 'create patch delete'],
  ['keda.sh', 'scaledobjects', 'create patch delete'],
];

const EXPOSURE = {
  Ingress: ['networking.k8s.io', 'ingresses', 'list watch create patch delete'],
  HTTPRoute: [
    'gateway.networking.k8s.io',
    'httproutes',
    'list watch create patch delete',
  ],
} as const satisfies Readonly<Record<string, Rule>>;

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

const EVENTS: Rule = ['', 'events', 'list watch'];
/** Of pods, by whatever serves the metrics API. */
const USAGE: Rule = ['metrics.k8s.io', 'pods', 'list'];

const NODES: readonly Rule[] = [['', 'nodes', 'list']];

/** Names of the roles in `deploy/kustomize/portal-access` and `portal-access-kserve` that grant what is required. */
export const roles = {
  project: 'greenroom-project',
  gateway: 'greenroom-gateway-access',
  kserveProject: 'greenroom-kserve-project',
  kserveCluster: 'greenroom-kserve-cluster',
  kserveWatch: 'greenroom-kserve-cluster-watch',
  kserveImpersonation: 'greenroom-kserve-impersonation',
  hardwareProfiles: 'greenroom-kserve-hardware-profiles',
  nodes: 'greenroom-nodes',
  watch: 'greenroom-cluster-watch',
} as const;

/** What is said beside the name of such a role: the chart gives each release ClusterRoles of its own. */
export const namesOfReleases =
  "a Helm release of another name than 'greenroom' has that name behind it: greenroom-project-NAME";

/** Where the portal works on a cluster. */
export interface RightsScope {
  /** One watch for all namespaces. */
  readonly watchesCluster?: boolean;
}

/** What the portal does on a cluster: without, no deployment runs. */
export function requiredRights(
  namespaces: readonly string[],
  gateway: GatewaySettings,
  { watchesCluster = false }: RightsScope = {},
): readonly Right[] {
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

/** What it does to let requests in by objects of a kind: without, deployments run and are called inside the cluster. */
export function exposureRights(
  namespaces: readonly string[],
  kind: keyof typeof EXPOSURE,
): readonly Right[] {
  return namespaces.flatMap(namespace =>
    inNamespace(namespace, [EXPOSURE[kind]]),
  );
}

/** What it does to leave numbers of replicas to autoscalers of the cluster: without, those classes are refused there. */
export function scalerRights(namespaces: readonly string[]): readonly Right[] {
  return namespaces.flatMap(namespace => inNamespace(namespace, SCALERS));
}

/** What it does to show the cluster's own events. */
export function eventRights(
  namespaces: readonly string[],
  scope: RightsScope = {},
): readonly Right[] {
  return seeing(EVENTS, namespaces, scope);
}

/** What it does to show the CPU and memory that replicas use. */
export function usageRights(
  namespaces: readonly string[],
  scope: RightsScope = {},
): readonly Right[] {
  return seeing(USAGE, namespaces, scope);
}

/** What the portal does where it may, and can do without. */
export function optionalRights(): readonly Right[] {
  return NODES.flatMap(everywhere);
}

function seeing(
  rule: Rule,
  namespaces: readonly string[],
  { watchesCluster = false }: RightsScope,
): readonly Right[] {
  return watchesCluster
    ? everywhere(rule)
    : namespaces.flatMap(namespace => inNamespace(namespace, [rule]));
}

function inNamespace(
  namespace: string,
  rules: readonly Rule[],
): readonly Right[] {
  return rules.flatMap(([group, resource, verbs]) =>
    verbs.split(' ').map(verb => ({ namespace, group, resource, verb })),
  );
}

function everywhere([group, resource, verbs]: Rule): readonly Right[] {
  return verbs
    .split(' ')
    .map(verb => ({ namespace: '', group, resource, verb }));
}
