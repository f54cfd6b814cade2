import type {
  Container,
  Probe,
  Protocol,
} from '@greenroom/backstage-plugin-model-serving-common';

const DEFAULT_PORT = 8080;
/** Containers that answer requests. */
const SERVERS = ['kserve-container', 'transformer-container'];
const TIMES: Probe = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};

/** How the readiness of a server is asked where its spec does not say it. */
export interface ReadinessDefault {
  readonly protocol: Protocol;
  readonly modelName: string;
  /** Containers of one's own have a protocol that nobody told: their port must do. */
  readonly isFromRuntime: boolean;
}

/**
 * A container with the fields that KServe writes where its spec is silent.
 *
 * KServe asks servers for no more than an open port, which is there before the model is loaded (kserve#5113); where the
 * runtime's protocol is known, its own question after the model is asked instead.
 */
export function withContainerDefaults(
  container: Container,
  readiness: ReadinessDefault,
): Container {
  const isServer = SERVERS.includes(container.name ?? '');
  return {
    ...container,
    ...(isServer && !container.readinessProbe
      ? { readinessProbe: readinessProbe(container, readiness) }
      : {}),
    terminationMessagePath:
      container.terminationMessagePath ?? '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy ?? 'File',
    imagePullPolicy: container.imagePullPolicy ?? 'IfNotPresent',
  };
}

/** The port that gets requests: the first that is declared. */
export function servingPort(container: Container): number {
  return container.ports?.[0]?.containerPort ?? DEFAULT_PORT;
}

function readinessProbe(
  container: Container,
  { protocol, modelName, isFromRuntime }: ReadinessDefault,
): Probe {
  const port = servingPort(container);
  const path = isFromRuntime ? readinessPath(protocol, modelName) : undefined;
  return path
    ? { httpGet: { path, port, scheme: 'HTTP' }, ...TIMES }
    : { tcpSocket: { port }, ...TIMES };
}

function readinessPath(
  protocol: Protocol,
  modelName: string,
): string | undefined {
  switch (protocol) {
    case 'v1':
      return `/v1/models/${encodeURIComponent(modelName)}`;
    case 'v2':
      return '/v2/health/ready';
    default:
      return undefined;
  }
}
