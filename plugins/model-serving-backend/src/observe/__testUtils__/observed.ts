import type {
  RevisionFacts,
  StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ObservedDeployment, StoredResource } from '../../store/types';

/** What is kept of a deployment in some state. */
export function observedDeployment(
  change: {
    code?: StateCode;
    revisions?: { name: string; percent: number; facts?: RevisionFacts }[];
  } = {},
): ObservedDeployment {
  const { code = 'ready', revisions = [] } = change;
  return {
    state: {
      code,
      word: code,
      tone: 'grey',
      headline: `It is ${code}`,
      notes: [],
      findings: [],
      steps: [],
    },
    stateSince: '2026-01-01T00:00:00Z',
    generation: 1,
    replicas: { ready: 0, desired: 1, min: 1, max: 1 },
    endpoints: [],
    revisions,
    configuration: [],
    warnings: [],
  };
}

/** The deployment `demo/iris`. */
export function storedDeployment(
  change: { owner?: string | undefined } = {},
): StoredResource<'InferenceService'> {
  const owner = 'owner' in change ? change.owner : 'user:default/ada';
  return {
    kind: 'InferenceService',
    ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
    uid: 'uid',
    object: {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'iris', namespace: 'demo' },
      spec: { predictor: {} },
    },
    statusVersion: 0,
    ...(owner ? { owner } : {}),
    createdAt: '2026-01-01T00:00:00Z',
  };
}
