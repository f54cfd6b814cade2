import type { V1Node } from '@kubernetes/client-node';
import { ApiGroup, GROUPS, KnownGroup } from './Discovery';
import { FeatureInputs, featuresOf } from './featuresOf';

const group = (
  known: KnownGroup,
  version = 'v1',
  resources: readonly string[] | undefined = [],
): ApiGroup => ({ name: GROUPS[known], versions: [version], resources });

const down = (known: KnownGroup): ApiGroup => ({
  ...group(known),
  resources: undefined,
});

const gpus: V1Node = { status: { allocatable: { 'nvidia.com/gpu': '2' } } };

interface Case {
  readonly groups?: readonly ApiGroup[];
  readonly version?: string;
  readonly kserve?: FeatureInputs['discovery']['kserve'];
  readonly kserveVersion?: FeatureInputs['discovery']['kserveVersion'];
  readonly kserveNamespace?: string;
  readonly nodes?: readonly V1Node[] | 'hidden';
  readonly served?: Partial<FeatureInputs['served']>;
}

function features(of: Case) {
  const { groups = [], version = 'v1.33.1', nodes = [] } = of;
  const { kserve, kserveVersion, kserveNamespace } = of;
  const list = featuresOf({
    discovery: {
      version,
      groups,
      ...(kserve ? { kserve } : {}),
      ...(kserveVersion ? { kserveVersion } : {}),
    },
    ...(kserveNamespace ? { kserveNamespace } : {}),
    nodes: nodes === 'hidden' ? undefined : nodes,
    served: {
      autoscalerClasses: ['none', 'kpa'],
      byKServe: false,
      ...of.served,
    },
  });
  return new Map(list.map(feature => [feature.feature, feature]));
}

const byKServe = { served: { byKServe: true } };
const versioned = (version: string) => ({
  kserve: { namespace: 'kserve' },
  kserveVersion: { version, from: 'the image of its controller' },
});
const installed = versioned('v0.20.0');

describe('featuresOf', () => {
  it.each`
    feature                | situation                            | of                                                                                  | state        | follows                          | needed
    ${'kubernetes'}        | ${'new enough'}                      | ${{}}                                                                               | ${'present'} | ${'Deployments can be made'}     | ${undefined}
    ${'kubernetes'}        | ${'a vendor’s version'}              | ${{ version: 'v1.30.2-eks-1' }}                                                     | ${'present'} | ${'Deployments can be made'}     | ${undefined}
    ${'kubernetes'}        | ${'older'}                           | ${{ version: 'v1.28.9+k3s1' }}                                                      | ${'limited'} | ${'may lose requests'}           | ${'1.30 or newer'}
    ${'gateway'}           | ${'with an address'}                 | ${{ served: { gatewayUrl: 'https://m' } }}                                          | ${'present'} | ${'outside the cluster'}         | ${undefined}
    ${'gateway'}           | ${'without'}                         | ${{}}                                                                               | ${'limited'} | ${'inside the cluster only'}     | ${'kubernetes.gateway.url'}
    ${'kserve'}            | ${'not there'}                       | ${{}}                                                                               | ${'absent'}  | ${'Greenroom itself'}            | ${'Nothing'}
    ${'kserve'}            | ${'definitions that nobody uses'}    | ${{ groups: [group('kserve')] }}                                                    | ${'limited'} | ${'controller was not found'}    | ${undefined}
    ${'kserve'}            | ${'there, but not used'}             | ${{ groups: [group('kserve')], kserve: 'hidden' }}                                  | ${'limited'} | ${'are not shown'}               | ${undefined}
    ${'kserve'}            | ${'definitions without controller'}  | ${{ ...byKServe, groups: [group('kserve')] }}                                       | ${'limited'} | ${'controller was not found'}    | ${"KServe's controller"}
    ${'kserve'}            | ${'hidden, and used'}                | ${{ ...byKServe, groups: [group('kserve')], kserve: 'hidden' }}                     | ${'present'} | ${'KServe runs what is'}         | ${'greenroom-kserve-config'}
    ${'kserve'}            | ${'that runs what we write'}         | ${{ ...byKServe, ...installed, groups: [group('kserve')] }}                         | ${'present'} | ${'without scaling to zero'}     | ${undefined}
    ${'kserve'}            | ${'older'}                           | ${{ ...byKServe, ...versioned('v0.19.2'), groups: [group('kserve')] }}              | ${'limited'} | ${'It is older than 0.20'}       | ${'KServe 0.20'}
    ${'kserve'}            | ${'read from another place'}         | ${{ ...byKServe, ...installed, kserveNamespace: 'odh', groups: [group('kserve')] }} | ${'present'} | ${'Standard mode'}               | ${'kserveNamespace: kserve'}
    ${'kserve'}            | ${'with Knative'}                    | ${{ ...byKServe, ...installed, groups: [group('kserve'), group('knative')] }}       | ${'present'} | ${'in either mode'}              | ${undefined}
    ${'keda'}              | ${'not there'}                       | ${{}}                                                                               | ${'absent'}  | ${'keda is refused'}             | ${'KEDA 2'}
    ${'keda'}              | ${'there, but this driver has none'} | ${{ groups: [group('keda')] }}                                                      | ${'limited'} | ${'writes no ScaledObjects'}     | ${undefined}
    ${'keda'}              | ${'there and served'}                | ${{ groups: [group('keda')], served: { autoscalerClasses: ['keda'] } }}             | ${'present'} | ${'Forms offer'}                 | ${undefined}
    ${'metrics-server'}    | ${'down'}                            | ${{ groups: [down('metrics')] }}                                                    | ${'limited'} | ${'does not answer'}             | ${'kubectl get apiservices v1.metrics.k8s.io'}
    ${'metrics-server'}    | ${'not there'}                       | ${{}}                                                                               | ${'absent'}  | ${'unknown'}                     | ${'metrics-server'}
    ${'prometheus'}        | ${'there'}                           | ${{ groups: [group('prometheus')] }}                                                | ${'present'} | ${'PodMonitor'}                  | ${undefined}
    ${'knative'}           | ${'not there, nor needed'}           | ${{}}                                                                               | ${'absent'}  | ${'scales to zero by itself'}    | ${undefined}
    ${'knative'}           | ${'not there under KServe'}          | ${byKServe}                                                                         | ${'absent'}  | ${'mode Knative is refused'}     | ${'Knative Serving'}
    ${'istio'}             | ${'there'}                           | ${{ groups: [group('istio')] }}                                                     | ${'limited'} | ${'Not used'}                    | ${undefined}
    ${'gateway-api'}       | ${'there'}                           | ${{ groups: [group('gatewayApi')] }}                                                | ${'present'} | ${'HTTPRoute'}                   | ${undefined}
    ${'leader-worker-set'} | ${'not there under KServe'}          | ${byKServe}                                                                         | ${'absent'}  | ${'several nodes is refused'}    | ${'LeaderWorkerSet'}
    ${'authorization'}     | ${'by our gateway'}                  | ${{}}                                                                               | ${'present'} | ${'by itself'}                   | ${undefined}
    ${'authorization'}     | ${'nobody under KServe'}             | ${byKServe}                                                                         | ${'absent'}  | ${'whoever reaches an endpoint'} | ${'Authorino'}
    ${'authorization'}     | ${'Authorino under KServe'}          | ${{ ...byKServe, groups: [group('authorino', 'v1beta3')] }}                         | ${'present'} | ${'can ask callers'}             | ${undefined}
    ${'accelerators'}      | ${'hidden'}                          | ${{ nodes: 'hidden' }}                                                              | ${'unknown'} | ${'may not list nodes'}          | ${'greenroom-nodes'}
    ${'accelerators'}      | ${'none'}                            | ${{ nodes: [{}] }}                                                                  | ${'absent'}  | ${'run on CPUs'}                 | ${'device plugin'}
    ${'accelerators'}      | ${'some'}                            | ${{ nodes: [gpus, gpus] }}                                                          | ${'present'} | ${'Forms offer these'}           | ${undefined}
  `(
    '$feature, $situation: $state',
    ({ feature, of, state, follows, needed }) => {
      const found = features(of).get(feature);
      expect(found?.state).toBe(state);
      expect(found?.follows).toContain(follows);
      expect(String(found?.needed)).toContain(String(needed));
    },
  );

  it('says what it saw', () => {
    const found = features({
      ...byKServe,
      groups: [
        {
          name: GROUPS.kserve,
          versions: ['v1beta1', 'v1alpha1'],
          resources: ['inferenceservices', 'llminferenceservices'],
        },
        group('gatekeeper'),
      ],
      kserve: {
        namespace: 'kserve',
        defaultMode: 'RawDeployment',
      },
      kserveVersion: installed.kserveVersion,
      nodes: [gpus],
    });
    expect(found.get('kserve')).toMatchObject({
      version: 'v0.20.0',
      details: [
        'API group serving.kserve.io v1beta1, also v1alpha1',
        'modes Standard',
        'controller in the namespace kserve',
        'default mode RawDeployment',
        'version v0.20.0 by the image of its controller',
        'LLMInferenceService',
      ],
    });
    expect(found.get('accelerators')?.details).toEqual(['2 × nvidia.com/gpu']);
    expect(found.get('authorization')?.details).toEqual([
      'OPA Gatekeeper (templates.gatekeeper.sh v1) decides what may be written',
    ]);
  });

  it('names each feature once, whatever the cluster has', () => {
    const names = featuresOf({
      discovery: { version: 'v1.33.1', groups: [] },
      nodes: [],
      served: { autoscalerClasses: [], byKServe: false },
    }).map(({ feature }) => feature);
    expect(new Set(names).size).toBe(names.length);
  });
});
