import type { MissingClusterRight } from '@greenroom/backstage-plugin-model-serving-common';
import { Right, roles } from './requiredRights';

/** What does not work without a resource, by its name; those of the gateway's namespace have words of their own. */
const PURPOSES: Readonly<Record<string, string>> = {
  deployments: 'replicas cannot be started, counted or ended',
  pods: 'replicas are not seen',
  'pods/log': 'logs of replicas cannot be shown',
  'pods/proxy': 'metadata of models cannot be read',
  services: 'replicas have no address inside the cluster',
  secrets: 'replicas do not get the credentials that fetch their model',
  poddisruptionbudgets: 'all replicas may be evicted at once',
  horizontalpodautoscalers: 'the autoscaler class hpa is refused',
  scaledobjects: 'the autoscaler class keda is refused',
  ingresses: 'no host leads clients outside the cluster to deployments',
  httproutes: 'no host leads clients outside the cluster to deployments',
  nodes: 'capacity and accelerators are unknown',
  events: 'events of the cluster are not shown',
  'pods.metrics.k8s.io': 'CPU and memory that replicas use are not shown',
  inferenceservices: 'deployments are not seen, or cannot be written',
  inferencegraphs: 'graphs are not seen, or cannot be written',
  servingruntimes: 'runtimes of projects are not seen, or cannot be written',
  clusterservingruntimes: 'runtimes of the cluster are not seen',
  trainedmodels: 'models of multi-model servers are not seen',
  clusterstoragecontainers: 'who fetches models by which address is unknown',
  localmodelcaches: 'models that nodes keep are not seen',
  localmodelnamespacecaches: 'models that nodes keep are not seen',
  localmodelnodegroups: 'where nodes keep models is unknown',
  customresourcedefinitions:
    'the version of KServe is unknown where its controller does not tell it',
  llminferenceservices: 'deployments of language models are not seen',
  hardwareprofiles: 'hardware profiles of Open Data Hub are not offered',
};
/** What only stays undone. */
const OPTIONAL_PURPOSES: Readonly<Record<string, string>> = {
  secrets:
    'Secrets of connections that no deployment uses any more stay, with the keys in them',
};
const GATEWAY_PURPOSES: Readonly<Record<string, string>> = {
  pods: 'gateways are not found',
  'pods/proxy': 'gateways get no routes',
  secrets: 'gateways cannot be given the token of their control port',
};

/** Where the portal works, and as whom. */
export interface GrantContext {
  readonly gatewayNamespace?: string;
  /** What the cluster calls the portal's account, e.g. `system:serviceaccount:greenroom:greenroom-portal`. */
  readonly account?: string;
  /** Roles that grant what is missing in projects and in the whole cluster. Default: those for plain clusters. */
  readonly projectRole?: string;
  readonly clusterRoleOf?: (resource: string) => string;
  /** Where hardware profiles lie that are for all projects, if that is none of them. */
  readonly sharedProfiles?: string;
}

/** Missing rights for people: what does not work without, and what gives them; one entry a resource and namespace. */
export function missingRightViews(
  missing: readonly (Right & { readonly isOptional: boolean })[],
  context: GrantContext,
): readonly MissingClusterRight[] {
  const views = new Map<string, MissingClusterRight>();
  for (const right of missing) {
    const { namespace, group, resource, verb, isOptional } = right;
    const key = [namespace ?? '', group, resource, isOptional].join(' ');
    const known = views.get(key);
    if (known) {
      const verbs = [...new Set([...known.verbs, verb])];
      views.set(key, { ...known, verbs });
      continue;
    }
    const role = roleOf(right, context);
    views.set(key, {
      ...(namespace ? { namespace } : {}),
      group,
      resource,
      verbs: [verb],
      purpose: purposeOf(right, context),
      isOptional,
      role,
      command: commandOf(role, namespace, context),
    });
  }
  return [...views.values()];
}

function purposeOf(
  {
    namespace,
    group,
    resource,
    isOptional,
  }: Right & { readonly isOptional: boolean },
  { gatewayNamespace }: GrantContext,
): string {
  const own =
    namespace === gatewayNamespace ? GATEWAY_PURPOSES[resource] : undefined;
  return (
    own ??
    (isOptional ? OPTIONAL_PURPOSES[resource] : undefined) ??
    PURPOSES[`${resource}.${group}`] ??
    PURPOSES[resource] ??
    `${resource} are not seen`
  );
}

function roleOf({ namespace, resource }: Right, context: GrantContext): string {
  const { projectRole = roles.project, clusterRoleOf } = context;
  if (!namespace && resource === 'nodes') return roles.nodes;
  if (!namespace) return clusterRoleOf?.(resource) ?? roles.watch;
  if (namespace === context.sharedProfiles) return roles.hardwareProfiles;
  return namespace === context.gatewayNamespace ? roles.gateway : projectRole;
}

/** As the Helm chart and the guide call it. */
const PROJECT_BINDING = 'greenroom-portal';

/** Roles whose bindings the manifests make, for the account that they make. */
const BOUND: ReadonlySet<string> = new Set([
  roles.gateway,
  roles.nodes,
  roles.kserveCluster,
]);

/**
 * What gives a role to the portal's account once the manifests are applied. A binding that they make is there by then, and
 * could not be made: the account becomes one of its subjects.
 */
function commandOf(
  role: string,
  namespace: string | undefined,
  { account }: GrantContext,
): string {
  const subject = subjectOf(account);
  const kind = namespace ? 'rolebinding' : 'clusterrolebinding';
  const place = namespace ? ` -n ${namespace}` : '';
  if (BOUND.has(role))
    return `kubectl set subject ${kind} ${role}${place} ${subject}`;
  const name = role === roles.project ? PROJECT_BINDING : role;
  return `kubectl create ${kind} ${name}${place} --clusterrole=${role} ${subject}`;
}

/** As `kubectl` takes it. */
function subjectOf(account: string | undefined): string {
  if (!account) return '--serviceaccount=greenroom:greenroom-portal';
  const [, namespace, name] =
    /^system:serviceaccount:([^:]+):([^:]+)$/.exec(account) ?? [];
  return name
    ? `--serviceaccount=${namespace}:${name}`
    : `--user='${account.replace(/'/g, `'\\''`)}'`;
}
