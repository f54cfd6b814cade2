import {
  describeDeployment,
  type Condition,
  type FindingCode,
  type InferenceService,
  type InferenceServiceStatus,
  type ReplicaFacts,
  type RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Resolution } from '../types';
import {
  deriveManagedObserved,
  type ManagedWorld,
} from './deriveManagedObserved';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

function iris(
  status: InferenceServiceStatus | undefined,
  change: Partial<InferenceService['spec']['predictor']> = {},
  more: Partial<InferenceService['spec']> = {},
): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: 'demo',
      generation: 1,
      creationTimestamp: ago(300),
    },
    spec: {
      predictor: {
        model: { modelFormat: { name: 'onnx' }, storageUri: 's3://m/iris' },
        ...change,
      },
      ...more,
    },
    ...(status && { status }),
  };
}

function condition(
  type: string,
  status: Condition['status'],
  reason?: string,
  message?: string,
): Condition {
  return {
    type,
    status,
    ...(reason && { reason }),
    ...(message && { message }),
    lastTransitionTime: ago(120),
  };
}

/** What KServe 0.20 says as long as the Deployment of a predictor is not available, whatever the reason. */
const pending: InferenceServiceStatus = {
  conditions: [
    condition('IngressReady', 'False', 'Predictor ingress not created'),
    condition(
      'PredictorReady',
      'False',
      'MinimumReplicasUnavailable',
      'Deployment does not have minimum availability.',
    ),
    condition('Ready', 'False', 'Predictor ingress not created'),
    condition('Stopped', 'False'),
  ],
  deploymentMode: 'Standard',
  modelStatus: {
    copies: { failedCopies: 0 },
    states: { activeModelState: '', targetModelState: 'Pending' },
    transitionStatus: 'InProgress',
  },
};

const ready: InferenceServiceStatus = {
  address: { url: 'http://iris-predictor.demo.svc.cluster.local' },
  url: 'http://iris-demo.example.com',
  components: { predictor: { url: 'http://iris-predictor-demo.example.com' } },
  conditions: [
    condition('IngressReady', 'True'),
    condition('PredictorReady', 'True', 'NewReplicaSetAvailable'),
    condition('Ready', 'True'),
    condition('Stopped', 'False'),
  ],
  deploymentMode: 'Standard',
  modelStatus: {
    copies: { failedCopies: 0, totalCopies: 1 },
    states: { activeModelState: 'Loaded', targetModelState: 'Loaded' },
    transitionStatus: 'UpToDate',
  },
};

function pod(change: Partial<ReplicaFacts> = {}): ReplicaFacts {
  return {
    id: 'iris-predictor-abc',
    state: 'ready',
    restarts: 0,
    startedAt: ago(60),
    readyAt: ago(50),
    ...change,
  };
}

function runs(
  replicas: readonly ReplicaFacts[],
  change: Partial<RevisionFacts> = {},
): RevisionFacts {
  return {
    key: 'demo/iris-predictor',
    desired: Math.max(1, replicas.length),
    fetch: { state: 'fetched' },
    replicas,
    observedAt: ago(1),
    ...change,
  };
}

const failing = (code: FindingCode, message: string) => ({
  failure: { code, message, at: ago(60) },
});

const resolution: Resolution = {
  kind: 'resolved',
  draft: {
    pod: { labels: {}, annotations: {}, spec: { containers: [] } },
    modelName: 'iris',
    protocol: 'v2',
    fingerprint: 'x',
  },
  configuration: [],
  warnings: [],
};

function derive(
  service: InferenceService,
  facts: readonly RevisionFacts[],
  more: Partial<ManagedWorld> = {},
) {
  return deriveManagedObserved({
    service,
    facts,
    resolution,
    now: NOW,
    ...more,
  }).observed;
}

const crash: Partial<ReplicaFacts> = {
  state: 'backoff',
  readyAt: undefined,
  restarts: 3,
  lastExit: {
    reason: 'Error',
    exitCode: 1,
    at: ago(5),
    logTail: 'no such operator',
    wasReady: false,
  },
};

const denied = predictorSays(
  'FailedCreate',
  'admission webhook "inferenceservice.kserve-webhook-server.pod-mutator" denied the request: no secret',
);
const late = predictorSays(
  'ProgressDeadlineExceeded',
  'ReplicaSet "iris" has timed out progressing.',
);
const withOldFailure: InferenceServiceStatus = {
  ...ready,
  modelStatus: {
    ...ready.modelStatus!,
    lastFailureInfo: { reason: 'ModelLoadFailed', message: 'long ago' },
  },
};

describe('deriveManagedObserved', () => {
  it.each`
    situation                                               | status                            | facts                                                                                         | word          | headline
    ${'ready'}                                              | ${ready}                          | ${[runs([pod()])]}                                                                            | ${'Ready'}    | ${'Serving with 1 replica'}
    ${'a pod that crashes while KServe says Pending'}       | ${pending}                        | ${[runs([pod(crash)])]}                                                                       | ${'Failed'}   | ${'The model could not be loaded'}
    ${'an image that does not exist'}                       | ${pending}                        | ${[runs([], failing('ImageNotFound', 'not found'))]}                                          | ${'Failed'}   | ${'The image of a container does not exist'}
    ${'too little memory'}                                  | ${pending}                        | ${[runs([pod({ ...crash, lastExit: { ...crash.lastExit!, reason: 'OOMKilled' } })])]}         | ${'Failed'}   | ${'The server ran out of memory'}
    ${'no room on any node'}                                | ${pending}                        | ${[runs([], failing('NoCapacity', '0/1 nodes'))]}                                             | ${'Failed'}   | ${'There is no free capacity for a replica'}
    ${'a quota that pods tell of'}                          | ${pending}                        | ${[runs([], failing('QuotaExceeded', 'exceeded quota'))]}                                     | ${'Failed'}   | ${'The quota of the project is used up'}
    ${'a model on its way'}                                 | ${pending}                        | ${[runs([pod({ state: 'starting', readyAt: undefined })], { fetch: { state: 'fetching' } })]} | ${'Starting'} | ${'Fetching the model'}
    ${'pods ready, route not yet'}                          | ${pending}                        | ${[runs([pod({ readyAt: ago(2) })])]}                                                         | ${'Starting'} | ${'Opening the route: Predictor ingress not created'}
    ${'nobody acts on it'}                                  | ${undefined}                      | ${[]}                                                                                         | ${'Unknown'}  | ${'Nothing acts on this deployment'}
    ${'no runtime, which only KServe says'}                 | ${invalid('NoSupportingRuntime')} | ${[]}                                                                                         | ${'Failed'}   | ${'No runtime serves this model'}
    ${'a webhook that denies pods, which only KServe says'} | ${denied}                         | ${[runs([])]}                                                                                 | ${'Failed'}   | ${'A policy of the cluster refuses the replicas'}
    ${'too slow, which only KServe says'}                   | ${late}                           | ${[runs([pod({ state: 'starting', readyAt: undefined })])]}                                   | ${'Failed'}   | ${'The server was not ready in time'}
    ${'an old failure that KServe never clears'}            | ${withOldFailure}                 | ${[runs([pod()])]}                                                                            | ${'Ready'}    | ${'Serving with 1 replica'}
  `('says $word of $situation', ({ status, facts, word, headline }) => {
    const { state } = derive(iris(status), facts, {
      previous: undefined,
    });
    expect([state.word, state.headline]).toEqual([word, headline]);
  });

  it('says what KServe says beside what is so, in its words', () => {
    const { state } = derive(iris(pending), [runs([pod(crash)])]);
    expect(state.notes).toEqual([
      'KServe says PredictorReady: MinimumReplicasUnavailable, Deployment does not have minimum availability.',
    ]);
    expect(derive(iris(ready), [runs([pod()])]).state.notes).toEqual([]);
  });

  it('keeps the status as the cluster has it', () => {
    const service = iris(pending);
    const { status } = deriveManagedObserved({
      service,
      facts: [],
      now: NOW,
    });
    expect(status).toBe(service.status);
  });

  it('offers the addresses that the status tells', () => {
    const { endpoints } = derive(iris(ready), [runs([pod()])]);
    expect(
      endpoints.map(({ inferUrl, visibility, preferred }) => [
        inferUrl,
        visibility,
        preferred,
      ]),
    ).toEqual([
      ['http://iris-demo.example.com/v2/models/iris/infer', 'external', true],
      [
        'http://iris-predictor.demo.svc.cluster.local/v2/models/iris/infer',
        'cluster',
        false,
      ],
    ]);
  });

  it.each`
    label              | auth         | external      | isOpen
    ${undefined}       | ${undefined} | ${'cluster'}  | ${false}
    ${'cluster-local'} | ${undefined} | ${'cluster'}  | ${false}
    ${'exposed'}       | ${'true'}    | ${'external'} | ${false}
    ${'exposed'}       | ${'false'}   | ${'external'} | ${true}
    ${'exposed'}       | ${undefined} | ${'external'} | ${true}
  `(
    'reads visibility $label and enable-auth $auth as Open Data Hub does',
    ({ label, auth, external, isOpen }) => {
      const service = iris(ready);
      service.metadata.labels = label && {
        'networking.kserve.io/visibility': label,
      };
      service.metadata.annotations = auth && {
        'security.opendatahub.io/enable-auth': auth,
      };
      const observed = derive(service, [runs([pod()])], {
        routeProfile: 'odh',
      });
      expect(observed.endpoints[0].visibility).toBe(external);
      expect(
        observed.state.findings.some(({ code }) => code === 'OpenRoute'),
      ).toBe(isOpen);
      // The next look without an answer of the cluster goes by what was known
      const again = derive(service, [runs([pod()])], { previous: observed });
      expect(again.endpoints[0].visibility).toBe(external);
    },
  );

  it('gives ready canaries their share, and the stable one the rest', () => {
    const service = iris(
      ready,
      { minReplicas: 4 },
      {
        canary: [
          { predictor: { name: 'v2' }, trafficPercent: 20 },
          { predictor: { name: 'v3' }, trafficPercent: 10 },
        ],
      },
    );
    const { revisions, replicas } = derive(service, [
      runs([pod(), pod({ id: 'p2' })]),
      runs([pod({ id: 'c1' })], { key: 'demo/iris-v2-predictor' }),
      runs([pod({ ...crash, id: 'c2' })], { key: 'demo/iris-v3-predictor' }),
    ]);
    expect(
      revisions.map(({ name, percent, canary }) => [name, percent, canary]),
    ).toEqual([
      ['iris-predictor', 80, undefined],
      ['iris-v2-predictor', 20, 'v2'],
      ['iris-v3-predictor', 0, 'v3'],
    ]);
    expect(replicas).toMatchObject({ ready: 3, min: 4 });
  });

  it('splits Knative revisions as the status tells', () => {
    const service = iris(
      {
        ...ready,
        components: {
          predictor: {
            traffic: [
              { revisionName: 'iris-predictor-00002', percent: 10 },
              { revisionName: 'iris-predictor-00001', percent: 90 },
            ],
          },
        },
      },
      { canaryTrafficPercent: 10 },
    );
    const { state, revisions } = derive(service, [
      runs([pod()], { key: 'demo/iris-predictor-00001' }),
      runs([pod({ id: 'n' })], { key: 'demo/iris-predictor-00002' }),
    ]);
    expect(revisions).toMatchObject([
      { name: 'iris-predictor-00001', percent: 90 },
      { name: 'iris-predictor-00002', percent: 10, isCanary: true },
    ]);
    expect(state.headline).toBe('Canary v2 10 %');
  });

  it('is unknown since the cluster does not answer, with what was known', () => {
    const previous = derive(iris(ready), [runs([pod()])]);
    const since = ago(180);
    const { state } = derive(iris(ready), [runs([pod()])], {
      previous,
      problem: { message: 'certificate has expired', since },
    });
    expect(state).toMatchObject({
      word: 'Unknown',
      headline: 'Not observed; last known 3 min ago: Ready',
      findings: [
        { code: 'ClusterUnreachable', detail: 'certificate has expired' },
      ],
    });
  });

  it('is stopped when nothing is left', () => {
    const service = iris({
      conditions: [condition('Stopped', 'True', 'Stopped')],
      modelStatus: { transitionStatus: '' },
    });
    service.metadata.annotations = { 'serving.kserve.io/stop': 'true' };
    const observed = derive(service, []);
    expect(observed.state.word).toBe('Stopped');
    expect(observed.endpoints).toEqual([]);
    expect(observed.replicas.desired).toBe(0);
  });
});

/** The test of the seam: the same service, the same facts; on native clusters through our route, here as KServe says. */
describe('a situation has one word on native and on managed clusters', () => {
  it.each`
    situation                | status     | facts                                                                           | isLive
    ${'serving'}             | ${ready}   | ${runs([pod()])}                                                                | ${true}
    ${'two of three'}        | ${ready}   | ${runs([pod(), pod({ id: 'b' })], { desired: 3 })}                              | ${true}
    ${'crashing'}            | ${pending} | ${runs([pod(crash)])}                                                           | ${false}
    ${'image'}               | ${pending} | ${runs([], failing('ImageDenied', 'unauthorized'))}                             | ${false}
    ${'no node'}             | ${pending} | ${runs([], failing('NoMatchingNode', 'taints'))}                                | ${false}
    ${'denied'}              | ${pending} | ${runs([], failing('AdmissionDenied', 'policy'))}                               | ${false}
    ${'fetching'}            | ${pending} | ${runs([], { fetch: { state: 'fetching' } })}                                   | ${false}
    ${'storage'}             | ${pending} | ${runs([], { fetch: { state: 'failed', ...failing('StorageDenied', '403') } })} | ${false}
    ${'probe'}               | ${pending} | ${runs([pod({ state: 'unready' })])}                                            | ${false}
    ${'a copy that crashes'} | ${ready}   | ${runs([pod(), pod({ ...crash, id: 'b' })])}                                    | ${true}
  `('$situation', ({ status, facts, isLive }) => {
    const { state, endpoints } = derive(iris(status), [facts]);
    const native = describeDeployment({
      service: iris(undefined),
      revisions: [
        {
          key: 'demo/iris-predictor-00001',
          name: 'iris-predictor-00001',
          component: 'predictor',
          number: 1,
          createdAt: ago(300),
          percent: 100,
          generation: 1,
          facts,
        },
      ],
      route: { live: isLive, endpoints },
      wasReady: isLive,
      wasReachable: isLive,
      now: NOW,
    });
    expect({
      word: state.word,
      headline: state.headline,
      findings: state.findings.map(({ code, severity }) => [code, severity]),
    }).toEqual({
      word: native.word,
      headline: native.headline,
      findings: native.findings.map(({ code, severity }) => [code, severity]),
    });
  });
});

function invalid(reason: string): InferenceServiceStatus {
  return {
    ...pending,
    modelStatus: {
      transitionStatus: 'InvalidSpec',
      states: { activeModelState: '', targetModelState: 'FailedToLoad' },
      lastFailureInfo: { reason, message: 'no runtime found' },
    },
  };
}

function predictorSays(
  reason: string,
  message: string,
): InferenceServiceStatus {
  return {
    ...pending,
    conditions: [condition('PredictorReady', 'False', reason, message)],
  };
}
