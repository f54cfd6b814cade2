import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  annotations,
  stateTable,
  type InferenceGraph,
  type InferenceRouter,
  type StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import { parseAllDocuments } from 'yaml';
import { compileGraph } from './compileGraph';
import type { ServiceFacts } from './serviceProblems';

type Nodes = Record<string, InferenceRouter>;

const defaults = { profile: 'greenroom', propagateHeaders: ['X-Any'] } as const;

function service(code: StateCode = 'ready', more: Partial<ServiceFacts> = {}) {
  const { word, tone } = stateTable[code];
  return {
    state: { code, word, tone, headline: `It is ${code}.` },
    protocol: 'v2',
    modelName: 'm',
    ...more,
  } as ServiceFacts;
}

function compile(
  nodes: Nodes,
  services: Record<string, ServiceFacts> = { a: service(), b: service() },
  notes: Record<string, string> = {},
  spec: Partial<InferenceGraph['spec']> = {},
) {
  return compileGraph({
    object: {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'InferenceGraph',
      metadata: { name: 'flow', namespace: 'demo', annotations: notes },
      spec: { nodes, ...spec },
    },
    defaults,
    services: name => services[name],
  });
}

const pair: Nodes = {
  root: {
    routerType: 'Sequence',
    steps: [
      { serviceName: 'a', name: 'first' },
      { serviceName: 'b', data: '$response', dependency: 'Hard' },
    ],
  },
};

describe('compileGraph', () => {
  it('says which addresses are those of its own gateways', () => {
    const { graph } = compileGraph({
      object: {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'InferenceGraph',
        metadata: { name: 'flow', namespace: 'demo' },
        spec: {
          nodes: {
            root: {
              routerType: 'Sequence',
              steps: [
                { serviceUrl: 'http://gateway/graphs/demo/b' },
                { serviceUrl: 'http://else/graphs/demo/b' },
              ],
            },
          },
        },
      },
      defaults,
      services: () => undefined,
      addresses: { isOwn: url => url.startsWith('http://gateway/') },
    });
    expect(graph?.nodes.root.steps.map(({ target }) => target)).toEqual([
      { kind: 'url', url: 'http://gateway/graphs/demo/b', isOwn: true },
      { kind: 'url', url: 'http://else/graphs/demo/b' },
    ]);
  });

  it('gives what a gateway runs', () => {
    const { graph, state } = compile(
      pair,
      { a: service(), b: service('idle', { protocol: 'v1', modelName: 'b' }) },
      {
        [annotations.graphSteps]:
          '{"root/first":{"timeoutMs":500},"root/1":{"retries":2}}',
      },
      { timeout: 30, routerTimeouts: { serverWrite: 20, serviceClient: 5 } },
    );
    expect(state).toMatchObject({ code: 'ready', word: 'Ready' });
    expect(graph).toEqual({
      name: 'flow',
      profile: 'greenroom',
      propagate: ['X-Any'],
      timeoutMs: 20_000,
      stepTimeoutMs: 5_000,
      nodes: {
        root: {
          type: 'Sequence',
          steps: [
            {
              key: 'first',
              target: {
                kind: 'service',
                route: 'demo/a',
                path: '/v2/models/m/infer',
              },
              timeoutMs: 500,
            },
            {
              key: '1',
              target: {
                kind: 'service',
                route: 'demo/b',
                path: '/v1/models/b:predict',
              },
              data: '$response',
              isHard: true,
              retries: 2,
            },
          ],
        },
      },
    });
  });

  it('takes what the graph says over what the installation says', () => {
    const { graph } = compile(pair, undefined, {
      [annotations.graphProfile]: 'kserve',
      [annotations.graphHeaders]: 'X-Tenant, ^X-B',
    });
    expect(graph).toMatchObject({
      profile: 'kserve',
      propagate: ['X-Tenant', '^X-B'],
    });
  });

  it('merges where the graph says so', () => {
    const steps = [{ serviceName: 'a' }, { serviceName: 'b' }];
    const { graph } = compile(
      { root: { routerType: 'Ensemble', steps } },
      undefined,
      { [annotations.graphSteps]: '{"root":{"merge":"vote"}}' },
    );
    expect(graph?.nodes.root.merge).toBe('vote');
  });

  it.each<[string, Record<string, ServiceFacts>, StateCode, string]>([
    ['all services are ready', { a: service(), b: service() }, 'ready', 'All'],
    [
      'one is idle',
      { a: service(), b: service('idle') },
      'ready',
      'All of its services answer.',
    ],
    [
      'one is starting',
      { a: service(), b: service('starting') },
      'starting',
      'service b is not ready: It is starting.',
    ],
    [
      'one has failed',
      { a: service('failed'), b: service('starting') },
      'failed',
      'service a is not ready: It is failed. (and 1 more)',
    ],
    [
      'one is not there',
      { a: service() },
      'failed',
      'there is no service "b" in the project',
    ],
    [
      'one speaks gRPC only',
      { a: service(), b: service('ready', { protocol: 'grpc-v2' }) },
      'failed',
      'the runtime does not support a protocol compatible with Inference Graphs',
    ],
  ])('says so when %s', (_, services, code, headline) => {
    const { state } = compile(pair, services);
    expect(state.code).toBe(code);
    expect(state.headline).toContain(headline);
  });

  it('keeps a graph running while a service of it is not ready, but not without one', () => {
    expect(
      compile(pair, { a: service(), b: service('failed') }).graph,
    ).toBeDefined();
    expect(compile(pair, { a: service() }).graph).toBeUndefined();
  });

  it('is stopped whatever else there is to say', () => {
    const { state } = compile(pair, {}, { [annotations.stop]: 'true' });
    expect(state.code).toBe('stopped');
  });

  it.each<[string, Nodes, string]>([
    [
      'no root',
      { a: { routerType: 'Sequence', steps: [] } },
      'root node not found',
    ],
    [
      'a loop',
      {
        root: { routerType: 'Sequence', steps: [{ nodeName: 'n' }] },
        n: { routerType: 'Sequence', steps: [{ nodeName: 'root' }] },
      },
      'root → n → root',
    ],
    [
      'an unknown node',
      { root: { routerType: 'Sequence', steps: [{ nodeName: 'n' }] } },
      'there is no node "n"',
    ],
    [
      'weights that do not add up',
      {
        root: {
          routerType: 'Splitter',
          steps: [
            { serviceName: 'a', weight: 80 },
            { serviceName: 'b', weight: 30 },
          ],
        },
      },
      'the sum of traffic weights for all routing targets should be 100',
    ],
    [
      'a condition that cannot be read',
      {
        root: {
          routerType: 'Switch',
          steps: [{ serviceName: 'a', condition: 'x.#(y' }],
        },
      },
      'never closes it',
    ],
    [
      'nodes that nest too deep',
      Object.fromEntries(
        Array.from({ length: 17 }, (_, i): [string, InferenceRouter] => [
          i === 0 ? 'root' : `n${i}`,
          {
            routerType: 'Sequence',
            steps:
              i < 16 ? [{ nodeName: `n${i + 1}` }] : [{ serviceName: 'a' }],
          },
        ]),
      ),
      'nest deeper than 16',
    ],
  ])('does not run a graph with %s', (_, nodes, words) => {
    const { graph, state, problems } = compile(nodes);
    expect(graph).toBeUndefined();
    expect(state.code).toBe('failed');
    expect(problems.map(({ message }) => message).join()).toContain(words);
  });

  it('runs the example', () => {
    const file = path.join(__dirname, '../../../../examples/graph/graph.yaml');
    const [, , { metadata, spec }] = parseAllDocuments(
      readFileSync(file, 'utf8'),
    ).map(document => document.toJS());
    const known = ['iris-regression', 'iris-forest'];
    const { graph, problems, warnings } = compile(
      spec.nodes,
      Object.fromEntries(known.map(name => [name, service()])),
      metadata.annotations,
    );
    expect([...problems, ...warnings]).toEqual([]);
    expect(Object.keys(graph?.nodes ?? {})).toEqual(['root', 'both']);
  });
});
