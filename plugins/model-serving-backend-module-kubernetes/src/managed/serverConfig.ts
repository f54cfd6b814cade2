import type { ClusterParts } from './definitions';
import type { ManagedClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';

/** What decisions and URLs depend on. */
export type ManagedSettings = Awaited<
  ReturnType<ManagedClusterDriver['settings']>
>;

/** KServe's configuration as far as it is used. */
export interface ServerConfig {
  readonly settings: ManagedSettings;
  /** Whether routes reach the outside at all. */
  readonly externalRoutes: boolean;
  /** Keys of S3 credentials in a Secret. */
  readonly s3Keys: { readonly id: string; readonly secret: string };
  /** What could not be read of it. */
  readonly defects: readonly string[];
}

const MODES: Readonly<
  Record<string, ManagedSettings['defaultDeploymentMode']>
> = {
  Standard: 'Standard',
  RawDeployment: 'Standard',
  Knative: 'Knative',
  Serverless: 'Knative',
  ModelMesh: 'ModelMesh',
};
const DOMAIN = 'example.com';
const DOMAIN_TEMPLATE = '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}';
const CLUSTER_DOMAIN = 'svc.cluster.local';

/**
 * What KServe's ConfigMap `inferenceservice-config` says: one JSON document per key. Keys that are not there, or cannot be
 * read, have KServe's defaults. Source: kserve-resources §2.
 *
 * @param data - undefined: there is no such ConfigMap, or the portal may not read it
 * @param parts - what is not said follows from what is there: without Knative nothing runs in its mode
 */
export function readServerConfig(
  data: Readonly<Record<string, string>> | undefined,
  parts: Pick<ClusterParts, 'knative'>,
): ServerConfig {
  const defects: string[] = [];
  const document = (key: string): Record<string, unknown> => {
    const text = data?.[key];
    if (text === undefined) return {};
    try {
      return recordOf(JSON.parse(text));
    } catch {
      defects.push(`${key} is no valid JSON`);
      return {};
    }
  };
  const ingress = document('ingress');
  const explainers = recordOf(document('explainers').art);
  const s3 = recordOf(document('credentials').s3);
  const domain = textOf(ingress.ingressDomain) ?? DOMAIN;
  const artVersion = textOf(explainers.defaultImageVersion);
  const gpuTypes = document('multiNode').customGPUResourceTypeList;
  const mounts = document('security').autoMountServiceAccountToken;
  return {
    settings: {
      profile: 'kserve',
      defaultDeploymentMode:
        MODES[textOf(document('deploy').defaultDeploymentMode) ?? ''] ??
        (parts.knative ? 'Knative' : 'Standard'),
      defaultResources: resourcesOf(document('inferenceService')),
      ingress: {
        domain,
        domainTemplate: textOf(ingress.domainTemplate) ?? DOMAIN_TEMPLATE,
        urlScheme: ingress.urlScheme === 'https' ? 'https' : 'http',
      },
      ...(artVersion ? { artVersion } : {}),
      ...(Array.isArray(gpuTypes)
        ? { customGpuTypes: gpuTypes.map(String) }
        : {}),
      localModelCaches: document('localModel').enabled === true,
      autoMountServiceAccountToken: mounts !== false,
      // No KServe that is known serves several nodes in Standard mode.
      lacks: [
        'standardMultiNode',
        ...(parts.knative ? [] : ['knative' as const]),
      ],
    },
    externalRoutes:
      domain !== CLUSTER_DOMAIN && ingress.disableIngressCreation !== true,
    s3Keys: {
      id: textOf(s3.s3AccessKeyIDName) ?? 'AWS_ACCESS_KEY_ID',
      secret: textOf(s3.s3SecretAccessKeyName) ?? 'AWS_SECRET_ACCESS_KEY',
    },
    defects,
  };
}

/** Of `inferenceService.resource`; absent there: what KServe has built in. */
function resourcesOf(
  config: Record<string, unknown>,
): ManagedSettings['defaultResources'] {
  const resource = recordOf(config.resource);
  const limits = {
    cpu: textOf(resource.cpuLimit) ?? '1',
    memory: textOf(resource.memoryLimit) ?? '2Gi',
  };
  const requests = {
    cpu: textOf(resource.cpuRequest) ?? '1',
    memory: textOf(resource.memoryRequest) ?? '2Gi',
  };
  return { limits, requests };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function recordOf(value: unknown): Record<string, unknown> {
  return Object(value) as Record<string, unknown>;
}
