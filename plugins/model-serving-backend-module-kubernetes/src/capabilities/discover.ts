import { KubeApiError, KubeClient } from '../client';
import { ApiGroup, Discovery, GROUPS } from './Discovery';
import { KServeEvidence, kserveVersion } from './kserveVersion';

/** Where KServe's controller runs: by its own manifests, and by those of Open Data Hub and OpenShift AI. */
const KSERVE_NAMESPACES = ['kserve', 'opendatahub', 'redhat-ods-applications'];
const CONTROLLER = 'kserve-controller-manager';
const CONFIGURATION = 'inferenceservice-config';
const DEFINITION =
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/inferenceservices.serving.kserve.io';

type Client = Pick<KubeClient, 'json'>;
interface GroupList {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly version: string }[];
    readonly preferredVersion?: { readonly version: string };
  }[];
}

/**
 * Asks an API server what it serves. Takes no right but those that every account has; what takes more is left out where
 * it is refused.
 * @param kserveNamespace - where KServe's controller is looked for first
 * @throws any error of the connection; KubeApiError if the API server does not know us
 */
export async function discover(
  client: Client,
  signal: AbortSignal,
  kserveNamespace?: string,
): Promise<Discovery> {
  const [{ gitVersion }, { groups: listed }] = await Promise.all([
    client.json<{ gitVersion: string }>('/version', { signal }),
    client.json<GroupList>('/apis', { signal }),
  ]);
  const known = new Set<string>(Object.values(GROUPS));
  const groups = await Promise.all(
    listed
      .filter(({ name }) => known.has(name))
      .map(group => apiGroup(client, group, signal)),
  );
  const hasKServe = groups.some(({ name }) => name === GROUPS.kserve);
  return {
    version: gitVersion,
    groups,
    ...(hasKServe ? await findKServe(client, signal, kserveNamespace) : {}),
  };
}

async function apiGroup(
  client: Client,
  { name, versions, preferredVersion }: GroupList['groups'][number],
  signal: AbortSignal,
): Promise<ApiGroup> {
  const [first] = versions;
  const preferred = preferredVersion?.version ?? first.version;
  const others = versions
    .map(({ version }) => version)
    .filter(version => version !== preferred);
  return {
    name,
    versions: [preferred, ...others],
    resources: await resourcesOf(client, `${name}/${preferred}`, signal),
  };
}

/** Groups that another program serves are listed even while it is down. */
async function resourcesOf(
  client: Client,
  groupVersion: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    const { resources } = await client.json<{
      resources: readonly { readonly name: string }[];
    }>(`/apis/${groupVersion}`, { signal });
    return resources
      .map(({ name }) => name)
      .filter(name => !name.includes('/'));
  } catch (error) {
    if (error instanceof KubeApiError) return undefined;
    throw error;
  }
}

async function findKServe(
  client: Client,
  signal: AbortSignal,
  configured: string | undefined,
): Promise<Pick<Discovery, 'kserve' | 'kserveVersion'>> {
  const { kserve, evidence } = await findController(client, signal, configured);
  const { object: definition } =
    (await ifAllowed<Labelled>(client, DEFINITION, signal)) ?? {};
  const version = kserveVersion({
    ...evidence,
    ...(definition?.metadata?.labels
      ? { definitionLabels: definition.metadata.labels }
      : {}),
  });
  return {
    ...(kserve ? { kserve } : {}),
    ...(version ? { kserveVersion: version } : {}),
  };
}

async function findController(
  client: Client,
  signal: AbortSignal,
  configured: string | undefined,
): Promise<Pick<Discovery, 'kserve'> & { readonly evidence?: KServeEvidence }> {
  let isHidden = false;
  const first = configured === undefined ? [] : [configured];
  for (const namespace of new Set([...first, ...KSERVE_NAMESPACES])) {
    const [controller, configuration] = await Promise.all([
      ifAllowed<Controller>(
        client,
        `/apis/apps/v1/namespaces/${namespace}/deployments/${CONTROLLER}`,
        signal,
      ),
      ifAllowed<Configuration>(
        client,
        `/api/v1/namespaces/${namespace}/configmaps/${CONFIGURATION}`,
        signal,
      ),
    ]);
    const defaultMode = configuration?.object && modeOf(configuration.object);
    if (controller?.object || configuration?.object) {
      return {
        kserve: { namespace, ...(defaultMode ? { defaultMode } : {}) },
        ...(controller?.object
          ? { evidence: evidenceOf(controller.object) }
          : {}),
      };
    }
    isHidden ||= !controller || !configuration;
  }
  return isHidden ? { kserve: 'hidden' } : {};
}

/** Without `object` it is not there; undefined: we may not look. */
async function ifAllowed<T>(
  client: Client,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly object?: T } | undefined> {
  try {
    return { object: await client.json<T>(path, { signal }) };
  } catch (error) {
    if (!(error instanceof KubeApiError)) throw error;
    if (error.status === 404) return {};
    if (error.status === 403) return undefined;
    throw error;
  }
}

interface Labelled {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
}

interface Controller extends Labelled {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { image?: string }[] };
    };
  };
}

interface Configuration {
  readonly data?: Readonly<Record<string, string>>;
}

function evidenceOf({ metadata, spec }: Controller): KServeEvidence {
  const { containers } = spec.template.spec;
  return {
    images: containers.map(({ image = '' }) => image),
    ...(metadata?.labels ? { controllerLabels: metadata.labels } : {}),
  };
}

function modeOf({ data }: Configuration): string | undefined {
  try {
    const deploy: unknown = JSON.parse(data?.deploy ?? '{}');
    const { defaultDeploymentMode: mode } = deploy as {
      defaultDeploymentMode?: unknown;
    };
    return typeof mode === 'string' ? mode : undefined;
  } catch {
    // Whoever broke it sees that in KServe; its mode is unknown here.
    return undefined;
  }
}
