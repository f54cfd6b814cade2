import http, { IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  GatewayGraph,
  GatewayGraphNode,
  GatewayGraphStep,
  GatewayRevision,
  GatewaySnapshot,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ExchangeLimits } from '../exchange';
import { LocalGateway, startLocalGateway } from './localGateway';

/** What a service of a graph got. */
export interface SeenCall {
  readonly service: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly url: string;
}

/** How a service answers. */
export type ServiceHandler = (
  call: SeenCall,
  response: ServerResponse,
  request: IncomingMessage,
) => void;

/** A gateway with graphs over services of this process. */
export interface GraphBed {
  readonly local: LocalGateway;
  /** Where all services listen. */
  readonly servicePort: number;
  /** All calls of services, in the order in which their bodies were complete. */
  readonly calls: SeenCall[];
  /** Connections of calls that are not over. */
  readonly open: () => number;
  /** Puts a graph in place of the one before, called `flow`; services by name. */
  set(
    nodes: GatewayGraph['nodes'],
    services: Readonly<Record<string, ServiceHandler>>,
    more?: Partial<GatewayGraph> & {
      readonly revisions?: Readonly<Record<string, Partial<GatewayRevision>>>;
      /** Hosts that steps may call. */
      readonly allowHosts?: readonly string[];
    },
  ): void;
  /** Calls the graph. */
  post(
    body: string | Buffer,
    options?: {
      readonly headers?: Record<string, string>;
      readonly method?: string;
      readonly path?: string;
      readonly signal?: AbortSignal;
    },
  ): Promise<GraphReply>;
  stop(): Promise<void>;
}

/** The answer of a graph. */
export interface GraphReply {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

/** A node of a graph; steps by short words: a service's name, `@node`, or an URL, with what else is to be said. */
export function node(
  type: GatewayGraphNode['type'],
  steps: readonly (string | ShortStep)[],
  more: Partial<GatewayGraphNode> = {},
): GatewayGraphNode {
  return {
    type,
    ...more,
    steps: steps.map((step, i): GatewayGraphStep => {
      const {
        to,
        key = String(i),
        ...rest
      } = typeof step === 'string' ? { to: step } : step;
      return { key, ...rest, target: targetOf(to) };
    }),
  };
}

/** A step in short. */
export type ShortStep = Partial<Omit<GatewayGraphStep, 'target'>> & {
  readonly to: string;
};

function targetOf(to: string): GatewayGraphStep['target'] {
  if (to.startsWith('@')) return { kind: 'node', node: to.slice(1) };
  if (to.startsWith('http')) return { kind: 'url', url: to };
  return {
    kind: 'service',
    route: `demo/${to}`,
    path: `/v1/models/${to}:predict`,
  };
}

/** Answers in JSON. */
export function json(value: unknown, status = 200): ServiceHandler {
  return (_call, response) => {
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(value));
  };
}

/** Starts a gateway, and one server for all services. */
export async function startGraphBed(
  limits?: Partial<ExchangeLimits>,
): Promise<GraphBed> {
  const calls: SeenCall[] = [];
  const sockets = new Set<unknown>();
  let handlers: Readonly<Record<string, ServiceHandler>> = {};
  const server = http.createServer(async (request, response) => {
    sockets.add(request);
    response.on('close', () => sockets.delete(request));
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = request.url ?? '';
    const service = /models\/(.*):predict/.exec(url)?.[1] ?? url.slice(1);
    const call = { service, headers: request.headers, body, url };
    calls.push(call);
    handlers[service]?.(call, response, request);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const local = await startLocalGateway({ limits });
  let version = 0;
  return {
    local,
    servicePort: port,
    calls,
    open: () => sockets.size,
    set(nodes, services, { revisions = {}, allowHosts = [], ...more } = {}) {
      handlers = services;
      calls.length = 0;
      const graph: GatewayGraph = {
        name: 'flow',
        profile: 'greenroom',
        timeoutMs: 60_000,
        nodes,
        ...more,
      };
      local.adopt({
        ...snapshotWith(
          ++version,
          graph,
          Object.keys(services),
          port,
          revisions,
        ),
        addressRules: { allowPrivate: false, allowHosts },
      });
    },
    post(body, options) {
      const reply = sendTo(local.port, body, options);
      // A test that fails before it looks at an answer must not end the others
      reply.catch(() => {});
      return reply;
    },
    async stop() {
      server.closeAllConnections();
      await local.stop();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

async function sendTo(
  port: number,
  body: string | Buffer,
  options: Parameters<GraphBed['post']>[1] = {},
): Promise<GraphReply> {
  const { headers = {}, method = 'POST', path = '', signal } = options;
  const response = await fetch(
    `http://127.0.0.1:${port}/graphs/demo/flow${path}`,
    { method, headers, signal, ...(method === 'GET' ? {} : { body }) },
  );
  return {
    status: response.status,
    headers: response.headers,
    body: await response.text(),
  };
}

/** A snapshot with the graph `flow`, and `x` as the one service that there is. */
export function graphSnapshot(options: {
  readonly nodes: GatewayGraph['nodes'];
  readonly timeoutMs: number;
  readonly port: number;
  readonly revision?: Partial<GatewayRevision>;
}): GatewaySnapshot {
  const { nodes, timeoutMs, port, revision = {} } = options;
  const graph = {
    name: 'flow',
    profile: 'greenroom',
    timeoutMs,
    nodes,
  } as const;
  return snapshotWith(1, graph, ['x'], port, { x: revision });
}

function snapshotWith(
  version: number,
  graph: GatewayGraph,
  services: readonly string[],
  port: number,
  revisions: Readonly<Record<string, Partial<GatewayRevision>>>,
): GatewaySnapshot {
  return {
    version,
    epoch: 'test',
    routes: [
      {
        id: 'graph:demo/flow',
        hosts: ['flow-demo.localhost'],
        pathPrefix: '/graphs/demo/flow',
        targets: [],
        graph,
      },
      ...services.map(name => ({
        id: `demo/${name}`,
        hosts: [],
        pathPrefix: `/serving/demo/${name}`,
        targets: [{ revision: `demo/${name}-1`, weight: 100 }],
        service: { namespace: 'demo', name },
      })),
    ],
    revisions: Object.fromEntries(
      services.map(name => [
        `demo/${name}-1`,
        {
          replicas: [{ id: 'r0', host: '127.0.0.1', port }],
          ...revisions[name],
        },
      ]),
    ),
  };
}
