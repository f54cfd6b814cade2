import { annotations } from '@greenroom/backstage-plugin-model-serving-common';
import { testRuntime, testService } from '../../../store/__testUtils__';
import type { MatrixPortal } from './MatrixPortal';

/** What a caller needs for an operation; see `outcomes.ts`. */
export type Need =
  | 'signed-in'
  /** Lists: everybody who is signed in gets what they may see. */
  | 'list'
  | 'read'
  | 'write'
  /** To make something that has no place in the permission yet. */
  | 'create'
  /** To make something whose place counts, but that nobody owns yet. */
  | 'create-here'
  | 'settings';

/** How one operation of the API is called. The target is in `local/demo`, and of group `a`. */
export interface Operation {
  readonly need: Need;
  /** Status where it is allowed. */
  readonly ok: number;
  /** What must be there before. */
  readonly target?: 'deployment' | 'connection' | 'runtime' | 'graph';
  /** The deployment must have been given an endpoint before, which a pass of the control plane does. */
  readonly needsEndpoint?: boolean;
  /** Behind the path of the document, for example a query. */
  readonly query?: string;
  /** What is sent, or a promise of it. */
  readonly body?: (name: string, portal: MatrixPortal) => unknown;
  /** Of a write: its audit event. */
  readonly audit?: string;
  /** Whether the audit log names the target; not of what has none. */
  readonly isAbout?: 'target' | 'several';
}

const OWNER = 'group:default/a';

/** A deployment of group `a`, or of somebody else; `''`: of nobody. */
export function deploymentOf(
  name: string,
  namespace = 'demo',
  owner: string = OWNER,
) {
  return testService({ name, namespace, ...(owner ? { owner } : {}) });
}

/** A runtime of the project, of group `a`. */
export function runtimeOf(name: string, owner?: string) {
  const runtime = testRuntime({
    kind: 'ServingRuntime',
    name,
    namespace: 'demo',
    // Of a format that no deployment has: it stays unused
    format: name,
  });
  return {
    ...runtime,
    metadata: {
      ...runtime.metadata,
      ...(owner ? { annotations: { [annotations.owner]: owner } } : {}),
    },
  };
}

/** A graph of the project, of group `a`. */
export function graphOf(name: string) {
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'InferenceGraph',
    metadata: {
      name,
      namespace: 'demo',
      annotations: { [annotations.owner]: OWNER },
    },
    spec: {
      nodes: {
        root: {
          routerType: 'Sequence',
          steps: [{ serviceName: 'nobody' }],
        },
      },
    },
  };
}

const deployment = { target: 'deployment' } as const;
const connection = { target: 'connection' } as const;
const runtime = { target: 'runtime' } as const;
const deploymentWrite = {
  ...deployment,
  need: 'write',
  audit: 'deployment-mutate',
  isAbout: 'target',
} as const;
const tokenWrite = { ...deploymentWrite, audit: 'token-mutate' } as const;
const connectionWrite = {
  ...connection,
  need: 'write',
  audit: 'connection-mutate',
  isAbout: 'target',
} as const;
const runtimeWrite = {
  ...runtime,
  need: 'write',
  audit: 'runtime-mutate',
  isAbout: 'target',
} as const;
const graph = { target: 'graph' } as const;
const graphWrite = {
  ...graph,
  need: 'write',
  audit: 'graph-mutate',
  isAbout: 'target',
} as const;
const GRAPH = '/graphs/{cluster}/{namespace}/{name}';
const DEPLOYMENT = '/deployments/{cluster}/{namespace}/{name}';
const CONNECTION = '/connections/{cluster}/{namespace}/{name}';
const RUNTIME = '/runtimes/{cluster}/{namespace}/{name}';
const RESOURCE = '/resources/{kind}/{cluster}/{namespace}/{name}';
const s3 = {
  AWS_ACCESS_KEY_ID: 'NEW-KEY-VALUE',
  AWS_SECRET_ACCESS_KEY: 'new-secret-value',
};

/** Values that nobody may ever see again. */
export const secretsSent: readonly string[] = Object.values(s3);

/** Every operation of the API. A route that is not here fails the test of the matrix. */
export const operations: Readonly<Record<string, Operation>> = {
  'GET /openapi.json': { need: 'signed-in', ok: 200 },
  'GET /clusters': { need: 'signed-in', ok: 200 },
  'GET /clusters/{cluster}/orphans': { need: 'settings', ok: 200 },
  // Who may is told that there is none
  'DELETE /clusters/{cluster}/orphans/{namespace}/{name}': {
    need: 'settings',
    ok: 404,
    query: '?uid=none',
    audit: 'orphan-mutate',
  },
  'GET /clusters/{cluster}': { need: 'signed-in', ok: 200 },
  'GET /clusters/{cluster}/hardware-profiles': {
    need: 'signed-in',
    ok: 200,
    query: '?namespace=demo',
  },
  'GET /connection-types': { need: 'signed-in', ok: 200 },
  'GET /secret-keys': { need: 'settings', ok: 200 },

  'GET /deployments': { need: 'list', ok: 200 },
  'POST /deployments': {
    need: 'create',
    ok: 201,
    body: name => testService({ name }),
    audit: 'deployment-mutate',
    isAbout: 'target',
  },
  [`GET ${DEPLOYMENT}`]: { ...deployment, need: 'read', ok: 200 },
  [`PATCH ${DEPLOYMENT}`]: {
    ...deploymentWrite,
    ok: 200,
    body: () => ({
      metadata: { annotations: { [annotations.description]: 'x' } },
    }),
  },
  [`DELETE ${DEPLOYMENT}`]: { ...deploymentWrite, ok: 202 },
  [`POST ${DEPLOYMENT}/start`]: { ...deploymentWrite, ok: 202 },
  [`POST ${DEPLOYMENT}/stop`]: { ...deploymentWrite, ok: 202 },
  [`POST ${DEPLOYMENT}/scale`]: {
    ...deploymentWrite,
    ok: 202,
    body: () => ({ minReplicas: 2 }),
  },
  [`GET ${DEPLOYMENT}/traffic`]: { ...deployment, need: 'read', ok: 200 },
  [`POST ${DEPLOYMENT}/canary`]: {
    ...deploymentWrite,
    ok: 202,
    body: () => ({ percent: 20 }),
  },
  [`POST ${DEPLOYMENT}/copy`]: {
    ...deploymentWrite,
    ok: 201,
    body: name => ({
      cluster: 'local',
      namespace: 'demo',
      name: `${name}-copy`,
    }),
  },
  [`GET ${DEPLOYMENT}/events`]: { ...deployment, need: 'read', ok: 200 },
  [`GET ${DEPLOYMENT}/history`]: { ...deployment, need: 'read', ok: 200 },
  [`GET ${DEPLOYMENT}/history/{id}`]: { ...deployment, need: 'read', ok: 200 },
  [`GET ${DEPLOYMENT}/revisions`]: { ...deployment, need: 'read', ok: 200 },
  [`POST ${DEPLOYMENT}/rollback`]: {
    ...deploymentWrite,
    ok: 202,
    body: () => ({ revision: 1 }),
  },
  [`GET ${DEPLOYMENT}/explain`]: { ...deployment, need: 'read', ok: 200 },
  [`POST ${DEPLOYMENT}/explain`]: {
    ...deployment,
    need: 'write',
    ok: 200,
    body: () => ({ spec: { predictor: { minReplicas: 2 } } }),
  },
  [`GET ${DEPLOYMENT}/logs`]: { ...deployment, need: 'read', ok: 200 },
  [`GET ${DEPLOYMENT}/metrics`]: { ...deployment, need: 'read', ok: 200 },
  [`GET ${DEPLOYMENT}/scaling`]: { ...deployment, need: 'read', ok: 200 },
  [`GET ${DEPLOYMENT}/tokens`]: { ...deployment, need: 'read', ok: 200 },
  [`POST ${DEPLOYMENT}/tokens`]: {
    ...tokenWrite,
    ok: 201,
    body: () => ({ name: 'shop' }),
  },
  [`POST ${DEPLOYMENT}/tokens/revoke`]: { ...tokenWrite, ok: 200 },
  'POST /tokens/{token}/rotate': {
    ...tokenWrite,
    // Which token is asked for is on record; what it opens, once it may be known
    isAbout: undefined,
    ok: 201,
    body: () => ({}),
  },
  'POST /tokens/{token}/revoke': {
    ...tokenWrite,
    isAbout: undefined,
    ok: 200,
  },
  'GET /tokens': { need: 'list', ok: 200 },
  [`POST ${DEPLOYMENT}/try`]: {
    ...deploymentWrite,
    needsEndpoint: true,
    audit: 'model-invoke',
    // Allowed, but there is no gateway behind the address
    ok: 503,
    body: name => ({ path: `/v2/models/${name}`, method: 'GET' }),
  },

  'GET /connections': { need: 'list', ok: 200 },
  'POST /connections': {
    need: 'create',
    ok: 201,
    body: (name, { bucket }) =>
      bucket.connection({ name, owner: undefined }, s3),
    audit: 'connection-mutate',
    isAbout: 'target',
  },
  'POST /connections/test': {
    need: 'create',
    ok: 200,
    body: (name, { bucket }) =>
      bucket.connection({ name, owner: undefined }, s3),
  },
  'POST /connections/import': {
    need: 'create',
    ok: 201,
    body: name => ({ yaml: connectionManifest(name) }),
    audit: 'connection-mutate',
    isAbout: 'target',
  },
  [`GET ${CONNECTION}`]: { ...connection, need: 'read', ok: 200 },
  [`PATCH ${CONNECTION}`]: {
    ...connectionWrite,
    ok: 200,
    body: () => ({ description: 'x', values: s3 }),
  },
  [`DELETE ${CONNECTION}`]: { ...connectionWrite, ok: 202 },
  [`POST ${CONNECTION}/rotate`]: {
    ...connectionWrite,
    ok: 200,
    body: () => ({ values: s3, test: false }),
  },
  [`PUT ${CONNECTION}/sharing`]: {
    ...connectionWrite,
    ok: 200,
    body: () => ({ namespaces: ['prod'], owners: [] }),
  },
  [`GET ${CONNECTION}/manifest`]: { ...connection, need: 'read', ok: 200 },
  [`POST ${CONNECTION}/test`]: {
    ...connection,
    need: 'read',
    ok: 200,
    body: () => ({}),
  },
  [`GET ${CONNECTION}/browse`]: { ...connection, need: 'read', ok: 200 },

  'GET /runtimes': { need: 'list', ok: 200 },
  'PUT /runtimes/order': {
    ...runtime,
    need: 'write',
    ok: 200,
    body: name => ({ runtimes: [{ namespace: 'demo', name }] }),
    audit: 'runtime-mutate',
    isAbout: 'several',
  },
  [`GET ${RUNTIME}`]: { ...runtime, need: 'read', ok: 200 },
  [`POST ${RUNTIME}/enable`]: { ...runtimeWrite, ok: 200 },
  [`POST ${RUNTIME}/disable`]: { ...runtimeWrite, ok: 200 },
  [`POST ${RUNTIME}/duplicate`]: {
    ...runtimeWrite,
    need: 'create-here',
    ok: 201,
    body: name => ({ name: `${name}-copy` }),
  },

  'GET /graphs': { need: 'list', ok: 200 },
  [`GET ${GRAPH}`]: { ...graph, need: 'read', ok: 200 },
  [`GET ${GRAPH}/metrics`]: { ...graph, need: 'read', ok: 200 },
  [`GET ${GRAPH}/events`]: { ...graph, need: 'read', ok: 200 },
  [`GET ${GRAPH}/logs`]: { ...graph, need: 'read', ok: 200 },
  [`POST ${GRAPH}/start`]: { ...graphWrite, ok: 202 },
  [`POST ${GRAPH}/stop`]: { ...graphWrite, ok: 202 },
  [`GET ${GRAPH}/tokens`]: { ...graph, need: 'read', ok: 200 },
  [`POST ${GRAPH}/tokens`]: {
    ...graphWrite,
    audit: 'token-mutate',
    ok: 201,
    body: () => ({ name: 'shop' }),
  },
  [`POST ${GRAPH}/tokens/revoke`]: {
    ...graphWrite,
    audit: 'token-mutate',
    ok: 200,
  },
  [`POST ${GRAPH}/try`]: {
    ...graphWrite,
    audit: 'graph-invoke',
    // Allowed, but there is no gateway behind the address
    ok: 503,
    body: () => ({ path: '/', method: 'POST', body: '{}' }),
  },

  'GET /resources': { need: 'list', ok: 200 },
  [`GET ${RESOURCE}`]: { ...runtime, need: 'read', ok: 200 },
  [`PUT ${RESOURCE}`]: {
    ...runtimeWrite,
    audit: 'resource-mutate',
    ok: 200,
    body: name => runtimeOf(name, OWNER),
  },
  [`DELETE ${RESOURCE}`]: {
    ...runtimeWrite,
    audit: 'resource-mutate',
    ok: 204,
  },
  [`GET ${RESOURCE}/history`]: { ...runtime, need: 'read', ok: 200 },
  [`GET ${RESOURCE}/history/{id}`]: { ...runtime, need: 'read', ok: 200 },
  [`POST ${RESOURCE}/rollback`]: {
    ...runtimeWrite,
    audit: 'resource-mutate',
    ok: 200,
    body: async (name, portal) => {
      const { body } = await portal.call(
        'admin',
        'GET',
        `/resources/ServingRuntime/local/demo/${name}/history`,
      );
      return { history: body.items[0].id };
    },
  },
  'POST /import': {
    need: 'list',
    ok: 200,
    body: name => ({ yaml: JSON.stringify(deploymentOf(name)) }),
    audit: 'resource-mutate',
    isAbout: 'several',
  },
  'GET /export': { need: 'list', ok: 200, query: '?cluster=local' },
};

function connectionManifest(name: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace: 'demo',
      labels: { 'opendatahub.io/dashboard': 'true' },
      annotations: { 'opendatahub.io/connection-type': 's3' },
    },
    stringData: {
      ...s3,
      AWS_S3_BUCKET: 'models',
      AWS_S3_ENDPOINT: 'http://127.0.0.1:9',
    },
  });
}
