import type { V1PodSpec } from '@kubernetes/client-node';

const DEFAULT_PORT = 8080;
const HTTP2 = /grpc|h2c/i;

/** The ports of a revision's pods that get requests. */
export interface ServingPorts {
  readonly port: number;
  readonly grpcPort?: number;
}

/** Where pods of a spec get requests: its first port, and the first whose name says that it speaks HTTP/2. */
export function servingPorts(spec: V1PodSpec | undefined): ServingPorts {
  const containers = spec?.containers ?? [];
  const server =
    containers.find(({ name }) => name === 'transformer-container') ??
    containers[0];
  const ports = server?.ports ?? [];
  const grpc = ports.find(({ name }) => HTTP2.test(name ?? ''));
  const http = ports.find(port => port !== grpc);
  return {
    port: http?.containerPort ?? grpc?.containerPort ?? DEFAULT_PORT,
    ...(grpc ? { grpcPort: grpc.containerPort } : {}),
  };
}
