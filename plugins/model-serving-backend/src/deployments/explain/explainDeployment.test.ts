import type {
  DeploymentState,
  Finding,
  RevisionDetail,
  RuntimeChoice,
} from '@greenroom/backstage-plugin-model-serving-common';
import { testService } from '../../store/__testUtils__';
import { explainDeployment, type ExplainedWorld } from './explainDeployment';

const ready: DeploymentState = {
  code: 'ready',
  word: 'Ready',
  tone: 'green',
  headline: 'Serving with 2 replicas',
  notes: [],
  findings: [],
  steps: [],
};

const choice: RuntimeChoice = {
  chosen: { kind: 'ClusterServingRuntime', name: 'fast', protocol: 'v2' },
  relaxations: [],
  rejected: [],
};

const rejected: RuntimeChoice['rejected'] = [
  {
    kind: 'ClusterServingRuntime',
    name: 'slow',
    reason: 'format',
    sentence: '"slow" does not serve the format onnx; it serves xgboost.',
  },
];

const updateFailing: Finding = {
  code: 'UpdateFailing',
  severity: 'warning',
  headline: 'Update failing: the model could not be loaded; v1 still serves',
  action: 'Look at the log. Or roll back to what serves.',
  fixableBy: 'owner',
};

function revision(
  number: number,
  more: Partial<RevisionDetail> = {},
): RevisionDetail {
  return {
    name: `iris-predictor-0000${number}`,
    component: 'predictor',
    number,
    createdAt: '2026-11-21T12:00:00.000Z',
    percent: 100,
    runtime: 'fast',
    generation: number,
    because: { kind: 'spec', sentence: '' },
    isCurrent: true,
    replicas: { ready: 2, total: 2 },
    ...more,
  };
}

function world(change: Partial<ExplainedWorld> = {}): ExplainedWorld {
  return {
    title: 'Iris',
    service: testService({ minReplicas: 2 }),
    state: ready,
    replicas: { ready: 2, desired: 2, min: 2, max: 2 },
    clusterMaximum: 10,
    revisions: [revision(1)],
    choice,
    ...change,
  };
}

const custom = () => {
  const service = testService({});
  return { ...service, spec: { predictor: { containers: [] } } };
};
const withReplicas = (minReplicas: number | undefined) => {
  const { metadata, spec, ...service } = testService({});
  return {
    ...service,
    metadata,
    spec: { predictor: { ...spec.predictor, minReplicas } },
  };
};
const stopped = testService({
  annotations: { 'serving.kserve.io/stop': 'true' },
});

describe('explainDeployment', () => {
  it('says it all in one summary', () => {
    expect(explainDeployment(world()).summary).toBe(
      'Iris is Ready: Serving with 2 replicas. 2 replicas are wanted and 2 are ready. The deployment asks for at least 2. ' +
        'v1 gets all traffic: it is what the current spec comes to, and 2 replicas of it are ready. ' +
        'The runtime "fast" comes first of those that fit: it serves onnx over v2.',
    );
  });

  it.each<[string, Partial<ExplainedWorld>, string]>([
    [
      'chosen by name',
      { service: testService({ runtime: 'fast' }) },
      'The runtime "fast" is the one that the deployment names; it serves onnx over v2.',
    ],
    [
      'chosen with a relaxed rule, over others',
      {
        choice: {
          ...choice,
          relaxations: ['Letter case is ignored.'],
          rejected,
        },
      },
      'The runtime "fast" comes first of those that fit: it serves onnx over v2. Letter case is ignored. 1 other runtime was not chosen.',
    ],
    [
      'not what runs',
      { revisions: [revision(1, { runtime: 'old' })] },
      'The runtime "fast" comes first of those that fit: it serves onnx over v2. iris-predictor-00001 still runs on "old", which was chosen when it was made.',
    ],
    [
      'none that fits',
      { choice: { relaxations: [], rejected } },
      'No runtime fits. "slow" does not serve the format onnx; it serves xgboost.',
    ],
    [
      'unknown, of an invalid spec',
      { choice: undefined },
      'No runtime is chosen, because the spec is not valid as it is.',
    ],
    [
      'not needed for own containers',
      { service: custom(), choice: undefined },
      'The deployment brings its own containers, so no runtime is chosen.',
    ],
  ])('runtime: %s', (_situation, change, sentence) => {
    expect(explainDeployment(world(change)).runtime.sentence).toBe(sentence);
  });

  it.each<[string, Partial<ExplainedWorld>, readonly string[]]>([
    ['by the minimum', {}, ['The deployment asks for at least 2.']],
    [
      'by none',
      { service: withReplicas(undefined) },
      ['No minimum is set: one replica is kept.'],
    ],
    [
      'by a minimum of zero without an activator',
      {
        service: withReplicas(0),
        replicas: { ready: 1, desired: 1, min: 0, max: 1 },
      },
      [
        'The deployment asks for at least 0.',
        'A minimum of 0 counts as 1 where nothing starts a replica on a request.',
      ],
    ],
    [
      'by what the cluster allows',
      { clusterMaximum: 1 },
      [
        'The deployment asks for at least 2.',
        'The cluster runs at most 1 of one deployment.',
      ],
    ],
    [
      'with room above',
      { replicas: { ready: 2, desired: 2, min: 2, max: 5 } },
      [
        'The deployment asks for at least 2.',
        'There may be up to 5, if load asks for them and the cluster has an autoscaler.',
      ],
    ],
    [
      'by a stop',
      {
        service: stopped,
        replicas: { ready: 0, desired: 0, min: 1, max: 1 },
      },
      ['It is stopped: nothing runs until it is started.'],
    ],
  ])('replicas: %s', (_situation, change, because) => {
    expect(explainDeployment(world(change)).replicas.because).toEqual(because);
  });

  it.each<[string, Partial<ExplainedWorld>, string]>([
    [
      'a revision that comes up keeps away until it can carry it',
      {
        revisions: [
          revision(2, { percent: 0, replicas: { ready: 1, total: 2 } }),
          revision(1, { isCurrent: false }),
        ],
      },
      'v1 keeps all traffic until v2 can carry it: 1 of 2 replicas ready.',
    ],
    [
      'a revision that fails keeps away',
      {
        state: { ...ready, findings: [updateFailing] },
        revisions: [
          revision(2, { percent: 0, replicas: { ready: 0, total: 1 } }),
          revision(1, { isCurrent: false }),
        ],
      },
      'v1 keeps all traffic until v2 can carry it: its update fails.',
    ],
    [
      'a canary has a share',
      {
        revisions: [
          revision(2, { percent: 20, isCanary: true }),
          revision(1, { isCurrent: false, percent: 80 }),
        ],
      },
      'v2 gets 20 % of the traffic: it is what the current spec comes to, and 2 replicas of it are ready. ' +
        'v1 keeps 80 % of the traffic: v2 is a canary beside it, with 20 %.',
    ],
    [
      'the first one is waited for',
      { revisions: [revision(1, { replicas: { ready: 0, total: 1 } })] },
      'v1 is to get all traffic: it is what the current spec comes to, and the only one. Until a replica is ready, requests are refused.',
    ],
    [
      'there is none yet',
      { revisions: [] },
      'No revision has the traffic yet: requests are refused.',
    ],
    [
      'it is stopped',
      { service: stopped },
      'Requests are answered with "stopped".',
    ],
  ])('traffic: %s', (_situation, change, sentence) => {
    expect(explainDeployment(world(change)).traffic.sentence).toBe(sentence);
  });

  it.each<[string, Partial<DeploymentState>, readonly string[]]>([
    ['nothing, once it is ready', {}, []],
    [
      'the steps that are open',
      {
        code: 'starting',
        steps: [
          { code: 'requested', label: 'Requested', state: 'done' },
          {
            code: 'model-fetched',
            label: 'Model fetched',
            state: 'active',
            message: '1 of 2 MiB',
          },
          { code: 'ready', label: 'Ready', state: 'waiting' },
        ],
      },
      ['Model fetched: 1 of 2 MiB'],
    ],
    [
      'what somebody has to do',
      {
        code: 'failed',
        findings: [{ ...updateFailing, code: 'NoRuntime', severity: 'error' }],
      },
      ['Look at the log. Or roll back to what serves.'],
    ],
    [
      'the way out of an update that fails',
      { findings: [updateFailing] },
      ['Look at the log. Or roll back to what serves.'],
    ],
  ])('waits for %s', (_situation, change, waitingFor) => {
    const state = { ...ready, ...change };
    expect(explainDeployment(world({ state })).readiness.waitingFor).toEqual(
      waitingFor,
    );
  });
});
