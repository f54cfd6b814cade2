import {
  ChangeExplanation,
  DeploymentExplanation,
  HistoryView,
  RevisionDetail,
} from '@greenroom/backstage-plugin-model-serving-common';
import { deploymentDetail } from './fixtures';

/** An accepted write whose object is kept. */
export function historyView(overrides: Partial<HistoryView> = {}): HistoryView {
  return {
    id: 2,
    generation: 2,
    at: '2026-11-20T10:00:00Z',
    actor: 'user:default/ada',
    action: 'scale',
    how: 'form',
    changes: ['spec.predictor.minReplicas'],
    result: 'accepted',
    hasObject: true,
    ...overrides,
  };
}

/** The current revision, which has the traffic. */
export function revisionDetail(
  overrides: Partial<RevisionDetail> = {},
): RevisionDetail {
  return {
    name: 'iris-predictor-00002',
    component: 'predictor',
    number: 2,
    createdAt: '2026-11-20T10:00:00Z',
    modelUri: 's3://models/iris-2',
    runtime: 'model-server',
    percent: 100,
    generation: 2,
    because: {
      kind: 'spec',
      sentence: 'Update by user:default/ada: spec.predictor.model.storageUri',
      write: {
        id: 2,
        at: '2026-11-20T10:00:00Z',
        actor: 'user:default/ada',
        action: 'update',
        changes: ['spec.predictor.model.storageUri'],
      },
    },
    isCurrent: true,
    image: 'model-server:1',
    replicas: { ready: 1, total: 2 },
    diff: [
      {
        path: 'model.uri',
        before: 's3://models/iris-1',
        after: 's3://models/iris-2',
      },
    ],
    rollbackProblem: 'It is what the current spec comes to.',
    ...overrides,
  };
}

/** Why everything is fine. */
export function deploymentExplanation(
  overrides: Partial<DeploymentExplanation> = {},
): DeploymentExplanation {
  return {
    summary: 'Iris is Ready: Serving with 2 replicas.',
    runtime: {
      sentence: 'The runtime "model-server" comes first of those that fit.',
      running: 'model-server',
      choice: {
        chosen: { kind: 'ClusterServingRuntime', name: 'model-server' },
        relaxations: [],
        rejected: [
          {
            kind: 'ClusterServingRuntime',
            name: 'xgb-server',
            reason: 'format',
            sentence: '"xgb-server" does not serve the format onnx.',
          },
        ],
      },
    },
    readiness: {
      sentence: 'Serving with 2 replicas.',
      state: 'ready',
      findings: [],
      steps: [],
      waitingFor: [],
    },
    replicas: {
      sentence: '2 replicas are wanted and 2 are ready.',
      because: ['The deployment asks for at least 2.'],
      ready: 2,
      desired: 2,
      min: 2,
      max: 3,
    },
    traffic: {
      sentence: 'v1 gets all traffic.',
      targets: [
        {
          revision: 'iris-predictor-00001',
          component: 'predictor',
          percent: 100,
          because: 'v1 gets all traffic.',
        },
      ],
    },
    ...overrides,
  };
}

/** A change of the model. */
export function changeExplanation(
  overrides: Partial<ChangeExplanation> = {},
): ChangeExplanation {
  return {
    summary: '1 field would change. The predictor gets a new revision.',
    resource: deploymentDetail().resource,
    errors: [],
    warnings: [],
    diff: [
      {
        path: 'spec.predictor.minReplicas',
        before: 1,
        after: 2,
      },
    ],
    components: [],
    urls: { added: [], removed: [] },
    ...overrides,
  };
}
