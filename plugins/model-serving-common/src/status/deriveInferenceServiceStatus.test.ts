import {
  ago,
  endpoints,
  exit,
  NOW,
  replica,
  revision,
  world,
} from '../__fixtures__/world';
import { DeploymentWorld } from './types';
import { deriveInferenceServiceStatus } from './deriveInferenceServiceStatus';

const crashing = replica({
  id: 'r9',
  state: 'backoff',
  restarts: 3,
  lastExit: exit(),
});
const starting = replica({ state: 'starting', readyAt: undefined });
const first = { wasReady: false, wasReachable: false };
const noRoute = { live: false, endpoints };

function conditions(given: DeploymentWorld): Record<string, string> {
  return Object.fromEntries(
    (deriveInferenceServiceStatus(given).conditions ?? []).map(
      ({ type, status, reason }) => [
        type,
        reason ? `${status} (${reason})` : status,
      ],
    ),
  );
}

/** The same world with the status derived from it, later. */
function after(
  given: DeploymentWorld,
  seconds: number,
  change: Partial<DeploymentWorld> = {},
): DeploymentWorld {
  const now = given.now + seconds * 1000;
  return {
    ...given,
    ...change,
    now,
    service: { ...given.service, status: deriveInferenceServiceStatus(given) },
  };
}

describe('the status of a service that serves', () => {
  it('has the shape of KServe', () => {
    const status = deriveInferenceServiceStatus(
      world({}, service => {
        service.metadata.annotations = {
          'serving.kserve.io/deploymentMode': 'Standard',
        };
      }),
    );
    const lastTransitionTime = new Date(NOW).toISOString();
    expect(status).toEqual({
      observedGeneration: 1,
      conditions: [
        { type: 'IngressReady', status: 'True', lastTransitionTime },
        { type: 'PredictorReady', status: 'True', lastTransitionTime },
        { type: 'Ready', status: 'True', lastTransitionTime },
        {
          type: 'Stopped',
          status: 'False',
          severity: 'Info',
          lastTransitionTime,
        },
      ],
      url: 'http://iris-demo.localhost:8080',
      address: { url: 'http://localhost:8080/serving/demo/iris' },
      deploymentMode: 'Standard',
      clusterServingRuntimeName: 'greenroom-onnx',
      components: {
        predictor: {
          url: 'http://iris-demo.localhost:8080',
          latestCreatedRevision: 'iris-predictor-00001',
          latestReadyRevision: 'iris-predictor-00001',
          latestRolledoutRevision: 'iris-predictor-00001',
          traffic: [
            {
              revisionName: 'iris-predictor-00001',
              latestRevision: true,
              percent: 100,
            },
          ],
        },
      },
      modelStatus: {
        transitionStatus: 'UpToDate',
        states: { activeModelState: 'Loaded', targetModelState: 'Loaded' },
        copies: { totalCopies: 1, failedCopies: 0 },
      },
    });
  });

  it('is settled: derived again from itself it does not change', () => {
    const given = world();
    const later = after(given, 60);
    expect(deriveInferenceServiceStatus(later)).toEqual(
      deriveInferenceServiceStatus(given),
    );
  });
});

describe('conditions', () => {
  const stop = (service: DeploymentWorld['service']) => {
    service.metadata.annotations = { 'serving.kserve.io/stop': 'true' };
  };
  it.each`
    situation                             | world                                                                                                                          | predictor                               | ingress                                    | ready                                   | stopped
    ${'new, nothing observed'}            | ${world({ revisions: [], ...first })}                                                                                          | ${'Unknown'}                            | ${'Unknown'}                               | ${'Unknown'}                            | ${'False'}
    ${'starting'}                         | ${world({ revisions: [revision(1, { replicas: [starting] })], ...first })}                                                     | ${'False (MinimumReplicasUnavailable)'} | ${'False (Predictor ingress not created)'} | ${'False (MinimumReplicasUnavailable)'} | ${'False'}
    ${'ready, route comes'}               | ${world({ route: noRoute, ...first })}                                                                                         | ${'True'}                               | ${'Unknown'}                               | ${'Unknown'}                            | ${'False'}
    ${'ready, route fails'}               | ${world({ route: { ...noRoute, problem: { message: 'x', since: ago(9) } }, ...first })}                                        | ${'True'}                               | ${'False (RouteNotReady)'}                 | ${'False (RouteNotReady)'}              | ${'False'}
    ${'serving'}                          | ${world()}                                                                                                                     | ${'True'}                               | ${'True'}                                  | ${'True'}                               | ${'False'}
    ${'no runtime'}                       | ${world({ revisions: [], planFailures: [{ component: 'predictor', code: 'NoRuntime', message: 'x', at: ago(1) }], ...first })} | ${'False (NoSupportingRuntime)'}        | ${'False (Predictor ingress not created)'} | ${'False (NoSupportingRuntime)'}        | ${'False'}
    ${'crash loop'}                       | ${world({ revisions: [revision(1, { replicas: [crashing] })], ...first })}                                                     | ${'False (ModelLoadFailed)'}            | ${'False (Predictor ingress not created)'} | ${'False (ModelLoadFailed)'}            | ${'False'}
    ${'new revision crashes, old serves'} | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [crashing] })] })}                                      | ${'True'}                               | ${'True'}                                  | ${'True'}                               | ${'False'}
    ${'scaled to zero'} | ${world({ revisions: [revision(1, { replicas: [] })] }, s => {
  s.spec.predictor.minReplicas = 0;
})} | ${'True'} | ${'True'} | ${'True'} | ${'False'}
    ${'stopping'}                         | ${world({ revisions: [revision(1, { replicas: [replica({ state: 'draining' })] })] }, stop)}                                   | ${'False (Stopped)'}                    | ${'False (Stopped)'}                       | ${'False (Stopped)'}                    | ${'False (Stopping)'}
    ${'stopped'}                          | ${world({ revisions: [revision(1, { replicas: [] })] }, stop)}                                                                 | ${'False (Stopped)'}                    | ${'False (Stopped)'}                       | ${'False (Stopped)'}                    | ${'True (Stopped)'}
  `('$situation', ({ world: given, predictor, ingress, ready, stopped }) => {
    expect(conditions(given)).toEqual({
      IngressReady: ingress,
      PredictorReady: predictor,
      Ready: ready,
      Stopped: stopped,
    });
  });

  it('keep their time until something in them changes', () => {
    const given = world();
    const broken = after(given, 60, {
      revisions: [revision(1, { replicas: [crashing] })],
    });
    const timesOf = (value: DeploymentWorld) =>
      Object.fromEntries(
        (deriveInferenceServiceStatus(value).conditions ?? []).map(c => [
          c.type,
          Date.parse(c.lastTransitionTime ?? '') - NOW,
        ]),
      );
    expect(timesOf(broken)).toEqual({
      IngressReady: 60_000,
      PredictorReady: 60_000,
      Ready: 60_000,
      Stopped: 0,
    });
  });

  it('say what failed in the words of whoever said it', () => {
    const status = deriveInferenceServiceStatus(
      world({
        revisions: [],
        planFailures: [
          {
            component: 'predictor',
            code: 'InvalidSpec',
            message: '100 % wrong',
            at: ago(1),
          },
        ],
      }),
    );
    expect(status.conditions?.find(c => c.type === 'Ready')).toMatchObject({
      reason: 'InvalidPredictorSpec',
      message: '100 % wrong',
    });
  });
});

describe('addresses', () => {
  it('appear with the first Ready', () => {
    const status = deriveInferenceServiceStatus(
      world({ revisions: [revision(1, { replicas: [starting] })], ...first }),
    );
    expect(status).not.toHaveProperty('url');
    expect(status).not.toHaveProperty('address');
  });

  it('stay while the service is broken, and go with a stop', () => {
    const given = world();
    const broken = after(given, 60, {
      revisions: [revision(1, { replicas: [crashing] })],
    });
    expect(deriveInferenceServiceStatus(broken)).toMatchObject({
      url: 'http://iris-demo.localhost:8080',
      components: { predictor: { url: 'http://iris-demo.localhost:8080' } },
    });
    const stopped = after(given, 60, {
      revisions: [revision(1, { replicas: [] })],
    });
    stopped.service.metadata.annotations = { 'serving.kserve.io/stop': 'true' };
    const status = deriveInferenceServiceStatus(stopped);
    expect(Object.keys(status).sort()).toEqual([
      'clusterServingRuntimeName',
      'conditions',
      'modelStatus',
      'observedGeneration',
    ]);
    expect(status.modelStatus).toEqual({ transitionStatus: '' });
  });
});

describe('revisions of a component', () => {
  const predictor = (given: DeploymentWorld) =>
    deriveInferenceServiceStatus(given).components?.predictor;

  it('a new revision is rolled out once it is ready and carries everything', () => {
    const one = world();
    const updating = after(one, 10, {
      revisions: [
        revision(1),
        revision(2, { percent: 0, replicas: [starting] }),
      ],
    });
    expect(predictor(updating)).toMatchObject({
      latestCreatedRevision: 'iris-predictor-00002',
      latestReadyRevision: 'iris-predictor-00001',
      latestRolledoutRevision: 'iris-predictor-00001',
    });
    const done = after(updating, 10, {
      revisions: [revision(1, { percent: 0 }), revision(2)],
    });
    expect(predictor(done)).toMatchObject({
      latestReadyRevision: 'iris-predictor-00002',
      latestRolledoutRevision: 'iris-predictor-00002',
      previousRolledoutRevision: 'iris-predictor-00001',
      traffic: [
        {
          revisionName: 'iris-predictor-00002',
          latestRevision: true,
          percent: 100,
        },
      ],
    });
    expect(predictor(after(done, 10))).toMatchObject({
      previousRolledoutRevision: 'iris-predictor-00001',
    });
  });

  it('a share of nothing is told, and a share after a roll-out takes it back', () => {
    const shared = (percent: number, older: number) =>
      after(
        world(
          {
            rollouts: {
              predictor: {
                rolledOut: 'iris-predictor-00002',
                previous: 'iris-predictor-00001',
              },
            },
            revisions: [
              revision(1, { percent: older }),
              revision(2, { percent, isCanary: true }),
            ],
          },
          service => {
            service.spec.predictor.canaryTrafficPercent = percent;
          },
        ),
        10,
      );
    for (const percent of [0, 30]) {
      expect(predictor(shared(percent, 100 - percent))).toMatchObject({
        latestRolledoutRevision: 'iris-predictor-00001',
        previousRolledoutRevision: 'iris-predictor-00001',
        traffic: [
          {
            revisionName: 'iris-predictor-00002',
            latestRevision: true,
            percent,
          },
          { revisionName: 'iris-predictor-00001', percent: 100 - percent },
        ],
      });
    }
  });

  it('a share of the traffic is no roll-out', () => {
    const split = after(world(), 10, {
      revisions: [revision(1, { percent: 80 }), revision(2, { percent: 20 })],
    });
    expect(predictor(split)).toMatchObject({
      latestReadyRevision: 'iris-predictor-00002',
      latestRolledoutRevision: 'iris-predictor-00001',
      traffic: [
        { revisionName: 'iris-predictor-00002', percent: 20 },
        {
          revisionName: 'iris-predictor-00001',
          percent: 80,
          latestRevision: false,
        },
      ],
    });
  });
});

describe('model status', () => {
  it.each`
    situation                              | world                                                                                                                          | transition               | active      | target
    ${'nothing yet'}                       | ${world({ revisions: [], ...first })}                                                                                          | ${'InProgress'}          | ${''}       | ${'Pending'}
    ${'being fetched'}                     | ${world({ revisions: [revision(1, { replicas: [], fetch: { state: 'fetching' } })], ...first })}                               | ${'InProgress'}          | ${''}       | ${'Loading'}
    ${'being started'}                     | ${world({ revisions: [revision(1, { replicas: [starting] })], ...first })}                                                     | ${'InProgress'}          | ${''}       | ${'Pending'}
    ${'loaded'}                            | ${world()}                                                                                                                     | ${'UpToDate'}            | ${'Loaded'} | ${'Loaded'}
    ${'no runtime'}                        | ${world({ revisions: [], planFailures: [{ component: 'predictor', code: 'NoRuntime', message: 'x', at: ago(1) }], ...first })} | ${'InvalidSpec'}         | ${''}       | ${'FailedToLoad'}
    ${'crashing'}                          | ${world({ revisions: [revision(1, { replicas: [crashing] })], ...first })}                                                     | ${'BlockedByFailedLoad'} | ${''}       | ${'FailedToLoad'}
    ${'crashing while the old one serves'} | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [crashing] })] })}                                      | ${'BlockedByFailedLoad'} | ${'Loaded'} | ${'FailedToLoad'}
    ${'one of two replicas crashes'}       | ${world({ revisions: [revision(1, { replicas: [replica(), crashing] })] })}                                                    | ${'UpToDate'}            | ${'Loaded'} | ${'Loaded'}
  `(
    '$situation: $transition',
    ({ world: given, transition, active, target }) => {
      expect(deriveInferenceServiceStatus(given).modelStatus).toMatchObject({
        transitionStatus: transition,
        states: { activeModelState: active, targetModelState: target },
      });
    },
  );

  it('names the last failure, and forgets it once loaded', () => {
    const broken = world({
      revisions: [revision(1, { replicas: [crashing] })],
      ...first,
    });
    expect(deriveInferenceServiceStatus(broken).modelStatus).toMatchObject({
      lastFailureInfo: {
        reason: 'ModelLoadFailed',
        message: 'Error, exit code 1\nno such operator',
        location: 'r9',
        modelRevisionName: 'iris-predictor-00001',
        time: ago(5),
        exitCode: 1,
      },
      copies: { totalCopies: 0, failedCopies: 1 },
    });
    const healed = after(broken, 10, { revisions: [revision(1)] });
    expect(
      deriveInferenceServiceStatus(healed).modelStatus?.lastFailureInfo,
    ).toBeUndefined();
  });

  it.each`
    code                   | reason
    ${'InvalidSpec'}       | ${'InvalidPredictorSpec'}
    ${'RuntimeNotFound'}   | ${'RuntimeNotRecognized'}
    ${'RuntimeDisabled'}   | ${'RuntimeDisabled'}
    ${'NoRuntime'}         | ${'NoSupportingRuntime'}
    ${'StorageDenied'}     | ${'ModelLoadFailed'}
    ${'ModelLoadFailed'}   | ${'ModelLoadFailed'}
    ${'OutOfMemory'}       | ${'RuntimeUnhealthy'}
    ${'ProgramNotAllowed'} | ${'RuntimeUnhealthy'}
  `('$code is $reason in the words of KServe', ({ code, reason }) => {
    const given = world({
      revisions: [],
      planFailures: [
        { component: 'predictor', code, message: 'x', at: ago(1) },
      ],
    });
    expect(
      deriveInferenceServiceStatus(given).modelStatus?.lastFailureInfo?.reason,
    ).toBe(reason);
  });
});
