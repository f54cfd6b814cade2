import type {
  KubernetesObject,
  V1Ingress,
  V1ObjectMeta,
  V1Service,
} from '@kubernetes/client-node';
import type { ExposedService } from '@greenroom/backstage-plugin-model-serving-node';
import type { ExposureSettings } from './exposure';
import {
  FIELD_MANAGER,
  MANAGED_BY,
  SERVICE_LABEL,
  SERVICE_UID_LABEL,
} from './labels';

const GATEWAY_PORT = 80;

/** An HTTPRoute, as far as we write and read it. Source: gateway.networking.k8s.io/v1. */
export interface HttpRoute extends KubernetesObject {
  readonly spec: {
    readonly parentRefs: readonly object[];
    readonly hostnames: readonly string[];
    readonly rules: readonly object[];
  };
  readonly status?: {
    readonly parents?: readonly {
      readonly conditions?: readonly {
        readonly type: string;
        readonly status: string;
        readonly reason?: string;
        readonly message?: string;
      }[];
    }[];
  };
}

/**
 * The Ingress of a service under KServe's name: every host leads to our gateway, which knows what it means. The gateway is
 * in another namespace, which an Ingress cannot name: a Service of the service's own stands for it.
 * Source: kserve-status-and-objects §3.
 */
export function renderIngress(
  exposed: ExposedService,
  settings: ExposureSettings & { readonly kind: 'Ingress' },
): V1Ingress {
  const metadata = metadataOf(exposed);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, annotations: annotationsOf(exposed, settings) },
    spec: {
      ingressClassName: settings.className,
      rules: exposed.hosts.map(host => ({
        host,
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: {
                service: {
                  name: metadata.name ?? '',
                  port: { number: GATEWAY_PORT },
                },
              },
            },
          ],
        },
      })),
    },
  };
}

/** The Service behind {@link renderIngress}: another name of the gateway's. */
export function renderGatewayAlias(
  exposed: ExposedService,
  { backend }: Pick<ExposureSettings, 'backend'>,
): V1Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(exposed),
    spec: {
      type: 'ExternalName',
      externalName: `${backend.service}.${backend.namespace}.svc.cluster.local`,
      ports: [{ name: 'http', port: GATEWAY_PORT, protocol: 'TCP' }],
    },
  };
}

/**
 * The HTTPRoute of a service: its hosts, by way of one Gateway, to ours. That is in another namespace, which takes a
 * ReferenceGrant there. How long a request may take is for our gateway to say.
 */
export function renderHttpRoute(
  exposed: ExposedService,
  settings: ExposureSettings & { readonly kind: 'HTTPRoute' },
): HttpRoute {
  const { parent, backend } = settings;
  const { service } = exposed;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: {
      ...metadataOf(exposed),
      annotations: annotationsOf(exposed, settings),
    },
    spec: {
      parentRefs: [
        { group: 'gateway.networking.k8s.io', kind: 'Gateway', ...parent },
      ],
      hostnames: [...exposed.hosts],
      rules: [
        {
          matches: [{ path: { type: 'RegularExpression', value: '^/.*$' } }],
          filters: [
            {
              type: 'RequestHeaderModifier',
              requestHeaderModifier: {
                set: [
                  { name: 'KServe-Isvc-Name', value: service.name },
                  { name: 'KServe-Isvc-Namespace', value: service.namespace },
                ],
              },
            },
          ],
          timeouts: { request: '0s' },
          backendRefs: [
            {
              group: '',
              kind: 'Service',
              name: backend.service,
              namespace: backend.namespace,
              port: GATEWAY_PORT,
              weight: 1,
            },
          ],
        },
      ],
    },
  };
}

/**
 * Why an HTTPRoute does not lead anywhere yet, in its Gateway's words; undefined: it does. Source:
 * kserve-status-and-objects §3.
 */
export function httpRouteProblem({ status }: HttpRoute): string | undefined {
  const parents = status?.parents ?? [];
  if (parents.length === 0) {
    return 'no Gateway has answered for the HTTPRoute yet: ask who runs the cluster whether the Gateway of the configuration is there, and whether its controller runs';
  }
  const denied = parents
    .flatMap(({ conditions }) => conditions ?? [])
    .find(condition => condition.status === 'False');
  return (
    denied &&
    `the HTTPRoute is ${denied.reason}: ${denied.message ?? ''}`.trim()
  );
}

/** Those of the service, as KServe writes them; what the operator says of every such object wins. */
function annotationsOf(
  exposed: ExposedService,
  { annotations }: Pick<ExposureSettings, 'annotations'>,
): Record<string, string> {
  return { ...exposed.annotations, ...annotations };
}

function metadataOf({ service, serviceUid }: ExposedService): V1ObjectMeta {
  return {
    name: service.name,
    namespace: service.namespace,
    labels: {
      [SERVICE_LABEL]: service.name,
      [MANAGED_BY]: FIELD_MANAGER,
      [SERVICE_UID_LABEL]: serviceUid,
    },
  };
}
