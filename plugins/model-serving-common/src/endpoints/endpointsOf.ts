import { isLoopback } from '../access';
import { Endpoint, GrpcEndpoint } from './types';
import { isExposed, RouteProfile } from '../openDataHub';
import { InferenceService, Protocol } from '../resources';
import { ClusterSettings } from '../settings';
import { hostNameIfValid, pathPrefixOf } from './hostName';
import { explainPath, inferPath, isGrpc } from './inferPath';
import { OpenAiBase } from './openAi';

/**
 * Addresses of a service, the one to show first in front: the path form, which every client resolves, then the host
 * form; the other way round where hosts are routed from outside. Empty as long as the cluster has no gateway. Source: kserve-status-and-objects §4, screens §7.
 * @public
 */
export function endpointsOf(options: {
  readonly service: InferenceService;
  readonly protocol: Protocol;
  readonly modelName: string;
  readonly settings: ClusterSettings;
  /** Its replicas listen for gRPC, too. */
  readonly offersGrpc?: boolean;
  /** Where the model server has OpenAI's API; absent: it has none. */
  readonly openAiBase?: OpenAiBase;
}): Endpoint[] {
  const { service, protocol, settings, offersGrpc } = options;
  const { gatewayUrl } = settings;
  if (!gatewayUrl || !URL.canParse(gatewayUrl)) return [];
  const gateway = new URL(gatewayUrl);
  const { name, namespace = 'default' } = service.metadata;
  const bases: Pick<Endpoint, 'kind' | 'url'>[] = [
    {
      kind: 'path',
      url: `${gatewayUrl.replace(/\/+$/, '')}${pathPrefixOf({
        namespace,
        name,
      })}`,
    },
  ];
  const host = hostNameIfValid({ name, namespace, settings });
  if (host) {
    const { urlScheme, isRouted } = settings.ingress;
    const port = gateway.port && !isRouted ? `:${gateway.port}` : '';
    const base = {
      kind: 'host' as const,
      url: `${urlScheme}://${host}${port}`,
    };
    // What is routed from outside comes first: the gateway itself may be reached from inside only
    if (isRouted) bases.unshift(base);
    else bases.push(base);
  }
  const grpc =
    host && (offersGrpc || isGrpc(protocol))
      ? grpcEndpoint(gateway, host)
      : undefined;
  return bases.map((base, index) => ({
    ...baseEndpoint(base, options),
    ...(grpc ? { grpc } : {}),
    preferred: index === 0,
  }));
}

/** What there is at a base address of a service. */
export function baseEndpoint(
  base: Pick<Endpoint, 'kind' | 'url'>,
  options: {
    readonly service: InferenceService;
    readonly protocol: Protocol;
    readonly modelName: string;
    readonly openAiBase?: OpenAiBase;
    /** Whose reading of the service's label counts; absent: KServe's. */
    readonly routeProfile?: RouteProfile;
  },
): Omit<Endpoint, 'grpc' | 'preferred'> {
  const { service, protocol, modelName, openAiBase, routeProfile } = options;
  return {
    ...base,
    inferUrl: `${base.url}${inferPath(protocol, modelName)}`,
    ...(service.spec.explainer
      ? { explainUrl: `${base.url}${explainPath(modelName)}` }
      : {}),
    ...(openAiBase ? { openAiUrl: `${base.url}${openAiBase}` } : {}),
    protocol,
    visibility: visibilityOf(service, new URL(base.url), routeProfile),
  };
}

function grpcEndpoint(gateway: URL, host: string): GrpcEndpoint {
  const isTls = gateway.protocol === 'https:';
  const port = gateway.port || (isTls ? '443' : '80');
  return { target: `${gateway.hostname}:${port}`, authority: host, isTls };
}

function visibilityOf(
  service: InferenceService,
  url: URL,
  profile: RouteProfile = 'kserve',
): Endpoint['visibility'] {
  if (isLoopback(url.hostname)) return 'machine';
  const isInternal =
    !isExposed(service, profile) || url.hostname.endsWith('.svc.cluster.local');
  return isInternal ? 'cluster' : 'external';
}
