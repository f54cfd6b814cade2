import { ago, crashing, replica, revision, world } from '../__fixtures__/world';
import { ComponentName, InferenceService } from '../resources';
import { deriveInferenceServiceStatus } from './deriveInferenceServiceStatus';
import { describeDeployment } from './describeDeployment';
import { DeploymentWorld, RevisionInWorld } from './types';

const container = { name: 'kserve-container', command: ['x'] };

/** A revision of another component than the predictor. */
function revisionOf(
  component: ComponentName,
  number: number,
  options: Parameters<typeof revision>[1] = {},
): RevisionInWorld {
  const name = `iris-${component}-0000${number}`;
  return { ...revision(number, options), name, key: `demo/${name}`, component };
}

/** A service with a transformer and an explainer. */
function whole(
  change: Partial<DeploymentWorld> = {},
  changeService: (service: InferenceService) => void = () => {},
): DeploymentWorld {
  return world(
    {
      revisions: [
        revision(1),
        revisionOf('transformer', 1),
        revisionOf('explainer', 1),
      ],
      ...change,
    },
    service => {
      service.spec.transformer = { containers: [container] };
      service.spec.explainer = { containers: [container] };
      changeService(service);
    },
  );
}

function conditionsOf(given: DeploymentWorld): object {
  const { conditions = [] } = deriveInferenceServiceStatus(given);
  return Object.fromEntries(
    conditions.map(({ type, status, reason }) => [
      type,
      reason ? `${status} (${reason})` : status,
    ]),
  );
}

const starting = replica({ state: 'starting', readyAt: undefined });

describe('a service of several components', () => {
  it('is Ready when all of them serve', () => {
    const given = whole();
    expect(describeDeployment(given).code).toBe('ready');
    expect(conditionsOf(given)).toEqual({
      ExplainerReady: 'True',
      IngressReady: 'True',
      PredictorReady: 'True',
      Ready: 'True',
      Stopped: 'False',
      TransformerReady: 'True',
    });
    const { components = {} } = deriveInferenceServiceStatus(given);
    expect(Object.keys(components)).toEqual([
      'predictor',
      'transformer',
      'explainer',
    ]);
    expect(components.transformer).toMatchObject({
      latestReadyRevision: 'iris-transformer-00001',
      url: 'http://iris-demo.localhost:8080',
    });
    expect(components.predictor.url).toBe(
      'http://localhost:8080/components/demo/iris/predictor',
    );
  });

  it('waits for one that comes with it, and says for which', () => {
    const state = describeDeployment(
      whole({
        revisions: [
          revision(1),
          revisionOf('transformer', 1, { replicas: [starting] }),
          revisionOf('explainer', 1),
        ],
        wasReady: false,
        wasReachable: false,
      }),
    );
    expect(state).toMatchObject({
      code: 'starting',
      headline: 'Becoming ready: waiting for the transformer',
    });
  });

  it('fails with one that does not start, and names it', () => {
    const given = whole({
      revisions: [
        revision(1),
        revisionOf('transformer', 1, { replicas: [crashing] }),
        revisionOf('explainer', 1),
      ],
      wasReady: false,
      wasReachable: false,
    });
    const state = describeDeployment(given);
    expect(state).toMatchObject({
      code: 'failed',
      headline: 'Transformer: the server ended before it was ready',
      findings: [
        {
          component: 'transformer',
          revision: 'iris-transformer-00001',
          severity: 'error',
        },
      ],
    });
    expect(state.steps.find(({ state: s }) => s === 'failed')).toMatchObject({
      code: 'ready',
    });
    expect(conditionsOf(given)).toMatchObject({
      ExplainerReady: 'True',
      IngressReady: 'False (Transformer ingress not created)',
      PredictorReady: 'True',
      Ready: 'False (ModelLoadFailed)',
      TransformerReady: 'False (ModelLoadFailed)',
    });
    const { modelStatus } = deriveInferenceServiceStatus(given);
    expect(modelStatus).toMatchObject({
      transitionStatus: 'UpToDate',
      copies: { totalCopies: 1 },
    });
  });

  it('serves the old version of a component whose update fails', () => {
    const state = describeDeployment(
      whole({
        revisions: [
          revision(3),
          revisionOf('transformer', 1),
          revisionOf('transformer', 2, { percent: 0, replicas: [crashing] }),
          revisionOf('explainer', 1),
        ],
      }),
    );
    expect(state).toMatchObject({
      code: 'ready',
      tone: 'amber',
      headline:
        'Update failing: transformer: the server ended before it was ready; v1 still serves',
    });
  });

  it('says of which component a new version comes', () => {
    const state = describeDeployment(
      whole({
        revisions: [
          revision(1),
          revisionOf('transformer', 1),
          revisionOf('transformer', 2, { percent: 0, replicas: [starting] }),
          revisionOf('explainer', 1),
        ],
      }),
    );
    expect(state.notes).toEqual(['Updating to transformer v2']);
  });

  it('goes on without one that is added', () => {
    const joining = {
      revisions: [
        revision(1),
        revisionOf('transformer', 1, { percent: 0, replicas: [starting] }),
        revisionOf('explainer', 1),
      ],
      joining: ['transformer' as const],
    };
    const given = whole(joining);
    expect(describeDeployment(given)).toMatchObject({
      code: 'ready',
      notes: ['Adding the transformer'],
    });
    expect(conditionsOf(given)).toMatchObject({
      Ready: 'True',
      TransformerReady: 'False (MinimumReplicasUnavailable)',
    });
  });

  it('says why there is no revision of a component', () => {
    const state = describeDeployment(
      whole({
        revisions: [revision(1), revisionOf('transformer', 1)],
        planFailures: [
          {
            component: 'explainer',
            code: 'InvalidSpec',
            message: 'spec.explainer.art: no server',
            at: ago(9),
          },
        ],
        wasReady: false,
        wasReachable: false,
      }),
    );
    expect(state).toMatchObject({
      code: 'failed',
      headline: 'Explainer: the deployment is not valid',
      findings: [
        { component: 'explainer', detail: 'spec.explainer.art: no server' },
      ],
    });
  });

  it('forgets a component that is taken away, though its replicas still drain', () => {
    const given = whole(
      {
        revisions: [
          revision(1),
          revisionOf('transformer', 1, {
            percent: 0,
            replicas: [replica({ state: 'draining' })],
          }),
          revisionOf('explainer', 1),
        ],
      },
      service => {
        delete service.spec.transformer;
      },
    );
    expect(describeDeployment(given)).toMatchObject({
      code: 'ready',
      notes: [],
    });
    expect(conditionsOf(given)).not.toHaveProperty('TransformerReady');
    expect(
      Object.keys(deriveInferenceServiceStatus(given).components ?? {}),
    ).toEqual(['predictor', 'explainer']);
  });
});
