import type {
  ClusterSettings,
  InferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';
import { GraphAddresses } from './GraphAddresses';
import { graphCircles } from './graphCircles';

const settings = {
  ingress: {
    domain: 'localhost',
    domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    urlScheme: 'http',
  },
  gatewayUrl: 'http://127.0.0.1:8081/',
} as ClusterSettings;

const at = (name: string, namespace = 'demo') =>
  `http://127.0.0.1:8081/graphs/${namespace}/${name}`;

/** A graph whose steps call these addresses. */
const graph = (
  name: string,
  urls: readonly string[],
  namespace = 'demo',
): InferenceGraph => ({
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'InferenceGraph',
  metadata: { name, namespace },
  spec: {
    nodes: {
      root: { routerType: 'Sequence', steps: [{ serviceName: 'a' }] },
      more: {
        routerType: 'Ensemble',
        steps: urls.map(serviceUrl => ({ serviceUrl })),
      },
    },
  },
});

describe('GraphAddresses', () => {
  const addresses = new GraphAddresses(settings);

  it.each`
    url                                         | isOwn    | name
    ${at('flow')}                               | ${true}  | ${'flow'}
    ${`${at('flow')}/`}                         | ${true}  | ${'flow'}
    ${`${at('flow')}/v2/models?a=b`}            | ${true}  | ${'flow'}
    ${at('flower')}                             | ${true}  | ${undefined}
    ${at('flow', 'other')}                      | ${true}  | ${undefined}
    ${'http://127.0.0.1:8081/serving/demo/a'}   | ${true}  | ${undefined}
    ${'http://flow-demo.localhost:8081'}        | ${true}  | ${'flow'}
    ${'http://flow-demo.localhost:8082'}        | ${false} | ${undefined}
    ${'https://flow-demo.localhost:8081'}       | ${false} | ${undefined}
    ${'http://127.0.0.1:8082/graphs/demo/flow'} | ${false} | ${undefined}
    ${'http://example.com/graphs/demo/flow'}    | ${false} | ${undefined}
    ${'http://localhost.example.com:8081/'}     | ${false} | ${undefined}
    ${'none'}                                   | ${false} | ${undefined}
  `('reads $url', ({ url, isOwn, name }) => {
    const graphs = [{ namespace: 'demo', name: 'flow' }];
    expect(addresses.isOwn(url)).toBe(isOwn);
    expect(addresses.graphAt(url, graphs)?.name).toBe(name);
  });

  it('owns nothing where no gateway is known', () => {
    const none = new GraphAddresses({ ...settings, gatewayUrl: undefined });
    expect(none.isOwn(at('flow'))).toBe(false);
  });
});

describe('graphCircles', () => {
  const addresses = new GraphAddresses(settings);
  const messages = (
    graphs: readonly [InferenceGraph, ...InferenceGraph[]],
  ): readonly string[] =>
    graphCircles(graphs[0], graphs, addresses).map(
      ({ path, message }) => `${path}: ${message}`,
    );

  it('says which way a graph leads back to itself, at the step', () => {
    expect(messages([graph('flow', [at('flow')])])).toEqual([
      'spec.nodes.more.steps[0].serviceUrl: flow → flow is a circle of graphs: a request would never end',
    ]);
    expect(
      messages([
        graph('a', ['http://outside.example/', at('b')]),
        graph('b', ['http://c-demo.localhost:8081/']),
        graph('c', [at('d'), at('a')]),
        graph('d', []),
      ]),
    ).toEqual([
      'spec.nodes.more.steps[1].serviceUrl: a → b → c → a is a circle of graphs: a request would never end',
    ]);
  });

  it('does not tell names of other projects but the one that the step names', () => {
    expect(
      messages([
        graph('a', [at('b', 'team')]),
        graph('b', [at('secret', 'team')], 'team'),
        graph('secret', [at('a')], 'team'),
      ]),
    ).toEqual([
      expect.stringContaining('a → team/b → a graph of another project → a is'),
    ]);
  });

  it('lets graphs share others, and leaves circles alone that it does not close', () => {
    expect(
      messages([
        graph('a', [at('b'), at('c'), at('gone')]),
        graph('b', [at('d')]),
        graph('c', [at('d')]),
        graph('d', [at('e')]),
        graph('e', [at('d')]),
      ]),
    ).toEqual([]);
  });

  it('judges a graph by what it is to be, not by what it was', () => {
    const before = graph('a', [at('b')]);
    const b = graph('b', [at('a')]);
    expect(graphCircles(graph('a', []), [before, b], addresses)).toEqual([]);
    expect(graphCircles(b, [before, graph('b', [])], addresses)).toHaveLength(
      1,
    );
  });
});
