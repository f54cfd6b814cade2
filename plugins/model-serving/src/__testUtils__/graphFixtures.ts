import {
  GraphDetail,
  GraphMetrics,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A graph of two services in a row, ready, with a little traffic. */
export function graphDetail(overrides: Partial<GraphDetail> = {}): GraphDetail {
  const ref = { cluster: 'local', namespace: 'demo', name: 'flow' };
  const url = 'http://localhost:8080/graphs/demo/flow';
  const ready = {
    code: 'ready',
    word: 'Ready',
    tone: 'green',
    headline: 'Answers requests.',
  } as const;
  return {
    ref,
    uid: 'uid-flow',
    resourceVersion: '3',
    generation: 1,
    title: 'Flow',
    owner: 'group:default/a',
    entityRef: 'component:demo/flow_graph',
    state: ready,
    profile: 'greenroom',
    endpoints: [
      {
        kind: 'path',
        url,
        inferUrl: url,
        visibility: 'machine',
        preferred: true,
      },
    ],
    services: ['iris', 'wine'],
    nodeCount: 1,
    stepCount: 2,
    isStopped: false,
    access: 'open',
    traffic: { requestsPerSecond: 4, errorRatio: 0, p50Ms: 6, p95Ms: 11 },
    createdAt: '2026-01-01T00:00:00Z',
    nodes: [
      {
        name: 'root',
        routerType: 'Sequence',
        isReached: true,
        steps: [
          {
            id: 'root/0',
            label: 'iris',
            target: { kind: 'service', service: 'iris' },
            dependency: 'Soft',
            mapPredictionsToInstances: false,
            traffic: {
              requestsPerSecond: 4,
              errorRatio: 0,
              p50Ms: 3,
              p95Ms: 5,
            },
          },
          {
            id: 'root/1',
            label: 'wine',
            target: { kind: 'service', service: 'wine' },
            data: '$response',
            condition: 'predictions.#(==1)',
            dependency: 'Hard',
            mapPredictionsToInstances: true,
            traffic: {
              requestsPerSecond: 2,
              errorRatio: 0.5,
              p50Ms: 3,
              p95Ms: 6,
            },
          },
        ],
      },
    ],
    members: ['iris', 'wine'].map((name, i) => ({
      name,
      ref: { ...ref, name },
      entityRef: `component:demo/${name}`,
      state: ready,
      steps: [`root/${i}`],
    })),
    problems: [],
    warnings: [],
    conditions: [{ type: 'Ready', status: 'True' }],
    resource: {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'InferenceGraph',
      metadata: { name: 'flow', namespace: 'demo', resourceVersion: '3' },
      spec: {
        nodes: {
          root: {
            routerType: 'Sequence',
            steps: [
              { serviceName: 'iris' },
              {
                serviceName: 'wine',
                data: '$response',
                condition: 'predictions.#(==1)',
                dependency: 'Hard',
                mapPredictionsToInstances: true,
              },
            ],
          },
        },
      },
    },
    ...overrides,
  };
}

/** Charts of {@link graphDetail}: two points each. */
export function graphMetrics(
  overrides: Partial<GraphMetrics> = {},
): GraphMetrics {
  const end = Date.UTC(2026, 0, 1, 12);
  const series = (name: string, first: number, second: number) => ({
    name,
    points: [
      [end - 10_000, first],
      [end, second],
    ] as [number, number][],
  });
  const charts = {
    requests: [
      series('ok', 4, 4),
      series('client', 0, 0),
      series('server', 0, 1),
    ],
    latency: [
      series('p50', 6, 7),
      series('p95', 11, 12),
      series('p99', 14, 15),
    ],
    errors: [series('ratio', 0, 0.2)],
  };
  return {
    range: '15m',
    stepSeconds: 10,
    ...charts,
    inflight: [series('inflight', 0, 1)],
    steps: ['root/0', 'root/1'].map(id => ({
      id,
      total: {
        requests: 90,
        requestsPerSecond: 4,
        errorRatio: 0.1,
        p50Ms: 3,
        p95Ms: 6,
      },
      ...charts,
    })),
    ...overrides,
  };
}
