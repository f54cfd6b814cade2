import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  SERVING_RUNTIME_API_VERSION,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import { EntryReader } from './EntryReader';
import { readBackstageAccess } from './readBackstageAccess';
import type { ClusterAccess, GatewaySettings, KubernetesConfig } from './types';

/** As in `deploy/kustomize/gateway`. */
const GATEWAY = 'greenroom-gateway';
const GATEWAY_NAMESPACE = 'greenroom';
/** Where KServe's own manifests install it. */
const KSERVE_NAMESPACE = 'kserve';
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MAX_REPLICAS = 100;
const DRAIN_SECONDS = 5;

/**
 * Reads what the configuration says of one cluster with the driver `kubernetes` or `kserve`.
 *
 * @param root - the whole configuration
 * @param version - of this package, and so of the images that go with it
 * @throws InputError naming the key
 */
export function readKubernetesConfig(
  root: Config,
  cluster: string,
  version: string,
): KubernetesConfig {
  const entries = root.getOptionalConfigArray('modelServing.clusters') ?? [];
  const entry = entries.find(known => known.getString('name') === cluster);
  const config = entry?.getOptionalConfig('kubernetes');
  const path = `modelServing.clusters[${cluster}].kubernetes`;
  if (!config) {
    throw new InputError(
      `${path} is missing: it says how the API server is reached`,
    );
  }
  const read = new EntryReader(config, path);
  const pullPolicy = read.oneOf('images.pullPolicy', PULL_POLICIES);
  const policy = pullPolicy ? { imagePullPolicy: pullPolicy } : {};
  const gateway = readGateway(read);
  return {
    access: readAccess(read, root),
    namespaces: root.getOptionalStringArray('modelServing.namespaces') ?? [
      'default',
    ],
    watchesCluster: config.getOptionalBoolean('watchCluster') ?? false,
    modelServer: {
      image:
        config.getOptionalString('images.modelServer') ??
        imageOf('model-server', version),
      ...policy,
    },
    pods: {
      storageInitializer: {
        image:
          config.getOptionalString('images.storageInitializer') ??
          imageOf('storage-initializer', version),
        ...policy,
      },
      drainSeconds: read.count('drainSeconds', 0) ?? DRAIN_SECONDS,
      gatewayHost: `${gateway.service}.${gateway.namespace}.svc`,
    },
    gateway,
    ...readRoutes(read, gateway),
    maxReplicas: read.count('maxReplicas', 1) ?? MAX_REPLICAS,
    kserveNamespace:
      config.getOptionalString('kserveNamespace') ?? KSERVE_NAMESPACE,
    ...readImpersonation(read),
    runtimes: (config.getOptionalConfigArray('runtimes') ?? []).map(
      readRuntime,
    ),
  };
}

function imageOf(name: string, version: string): string {
  return `ghcr.io/greenroom/${name}:${version}`;
}

function readAccess(read: EntryReader, root: Config): ClusterAccess {
  const { config, path } = read;
  const ways = [
    'kubeconfig',
    ...(config.getOptionalBoolean('inCluster') ? ['inCluster'] : []),
    'url',
    'backstageCluster',
  ].filter(key => config.has(key));
  if (ways.length !== 1) {
    const said = ways.length === 0 ? 'nothing' : ways.join(' and ');
    throw new InputError(
      `${path} says ${said}; say how the API server is reached by one of kubeconfig, inCluster: true, url, backstageCluster`,
    );
  }
  if (ways[0] === 'inCluster') return { kind: 'in-cluster' };
  if (ways[0] === 'url') return readUrlAccess(read);
  if (ways[0] === 'backstageCluster') {
    return readBackstageAccess(
      root,
      config.getString('backstageCluster'),
      `${path}.backstageCluster`,
      textsOf(config, ['token', 'tokenFile']),
    );
  }
  const context = config.getOptionalString('kubeconfig.context');
  const file = config.getOptionalString('kubeconfig.file');
  return {
    kind: 'kubeconfig',
    ...(file ? { file } : {}),
    ...(context ? { context } : {}),
  };
}

function readUrlAccess(read: EntryReader): ClusterAccess {
  const { config, path } = read;
  const url = read.url('url') ?? '';
  const texts = textsOf(config, ['caData', 'caFile', 'token', 'tokenFile']);
  if (!texts.token && !texts.tokenFile) {
    throw new InputError(
      `${path}.url needs a token or a tokenFile of a service account`,
    );
  }
  return {
    kind: 'url',
    url,
    skipTLSVerify: config.getOptionalBoolean('skipTLSVerify') ?? false,
    ...texts,
  };
}

/** Those keys that say something. */
function textsOf<K extends string>(
  config: Config,
  keys: readonly K[],
): { readonly [Key in K]?: string } {
  const texts: { [Key in K]?: string } = {};
  for (const key of keys) {
    const value = config.getOptionalString(key);
    if (value) texts[key] = value;
  }
  return texts;
}

function readGateway(read: EntryReader): GatewaySettings {
  const { config } = read;
  const url = read.url('gateway.url');
  return {
    namespace:
      config.getOptionalString('gateway.namespace') ?? GATEWAY_NAMESPACE,
    service: config.getOptionalString('gateway.service') ?? GATEWAY,
    ...(url ? { url: url.replace(/\/+$/, '') } : {}),
  };
}

function readRoutes(
  read: EntryReader,
  { namespace, service }: GatewaySettings,
): Pick<KubernetesConfig, 'exposure' | 'domain' | 'urlScheme'> {
  const { config, path } = read;
  if (!config.has('gateway.routes')) return {};
  const className = config.getOptionalString('gateway.routes.ingressClassName');
  const parent = config.getOptionalConfig('gateway.routes.parent');
  if ((className === undefined) === (parent === undefined)) {
    throw new InputError(
      `${path}.gateway.routes: name either an ingressClassName, or the Gateway as parent`,
    );
  }
  const domain = config.getOptionalString('gateway.routes.domain');
  const urlScheme = read.oneOf('gateway.routes.urlScheme', ['http', 'https']);
  const common = {
    backend: { namespace, service },
    annotations:
      config.getOptional<Record<string, string>>(
        'gateway.routes.annotations',
      ) ?? {},
  };
  const sectionName = parent?.getOptionalString('sectionName');
  return {
    ...(domain ? { domain } : {}),
    ...(urlScheme ? { urlScheme: urlScheme as 'http' | 'https' } : {}),
    exposure: parent
      ? {
          ...common,
          kind: 'HTTPRoute',
          parent: {
            namespace: parent.getString('namespace'),
            name: parent.getString('name'),
            ...(sectionName ? { sectionName } : {}),
          },
        }
      : { ...common, kind: 'Ingress', className: className ?? '' },
  };
}

function readImpersonation({
  config,
  path,
}: EntryReader): Pick<KubernetesConfig, 'impersonate'> {
  if (!config.has('impersonate')) return {};
  const user = config.getOptionalString('impersonate.user') ?? '{ref}';
  const group = config.getOptionalString('impersonate.group');
  for (const [key, text] of Object.entries({ user, group })) {
    if (text === undefined) continue;
    if (!/\{(ref|name)\}/.test(text) || text.startsWith('system:')) {
      throw new InputError(
        `${path}.impersonate.${key} must hold {ref} or {name}, so that each has a name of their own, and not begin with 'system:', whose names are the cluster's`,
      );
    }
  }
  return { impersonate: { user, ...(group ? { group } : {}) } };
}

function readRuntime(config: Config): ServingRuntime {
  return {
    ...config.get<ServingRuntime>(),
    apiVersion: SERVING_RUNTIME_API_VERSION,
    kind: 'ClusterServingRuntime',
    metadata: {
      ...config.get<ServingRuntime['metadata']>('metadata'),
      name: config.getString('metadata.name'),
    },
    spec: config.get<ServingRuntime['spec']>('spec'),
  };
}
