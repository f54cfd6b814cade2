import type {
  ReplicaFacts,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredRevision } from '../../store/types';
import { revisionKey, revisionName } from '../revisionName';
import { PlanWorld } from '../types';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const at = '2026-01-01T00:00:00.000Z';

/** A kept revision of the service `demo/iris`; `wanted` is the fingerprint of the current spec. */
export function revision(
  number: number,
  fingerprint = 'wanted',
): StoredRevision {
  const name = revisionName(ref.name, number);
  return {
    serviceUid: 'uid',
    component: 'predictor',
    number,
    spec: {
      key: revisionKey(ref.namespace, name),
      name,
      service: ref,
      serviceUid: 'uid',
      component: 'predictor',
      pod: { labels: {}, annotations: {}, spec: {} },
      modelName: 'iris',
      protocol: 'v2',
    },
    fingerprint,
    generation: 1,
    createdAt: at,
  };
}

/** A replica that has an address. */
export function replica(
  id: string,
  state: ReplicaFacts['state'],
): ReplicaFacts {
  return {
    id,
    state,
    endpoint: { host: '127.0.0.1', port: 4000 },
    restarts: 0,
    ...(state === 'ready' ? { readyAt: at } : {}),
  };
}

/** Facts of one of the service's revisions. */
export function revisionFacts(
  number: number,
  change: Partial<RevisionFacts> = {},
): RevisionFacts {
  return {
    key: revision(number).spec.key,
    desired: 2,
    fetch: { state: 'fetched' },
    replicas: [],
    observedAt: at,
    ...change,
  };
}

/** The world of a service that should run two replicas of a revision with fingerprint `wanted`. */
export function planWorld(
  change: Partial<PlanWorld> & { isStopped?: boolean } = {},
): PlanWorld {
  const { isStopped = false, ...rest } = change;
  return {
    ref,
    uid: 'uid',
    service: {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name: ref.name,
        namespace: ref.namespace,
        generation: 3,
        annotations: isStopped ? { 'serving.kserve.io/stop': 'true' } : {},
      },
      spec: { predictor: {} },
    },
    isDeleting: false,
    resolution: {
      kind: 'resolved',
      draft: {
        pod: { labels: {}, annotations: {}, spec: {} },
        modelName: 'iris',
        protocol: 'v2',
        fingerprint: 'wanted',
      },
      configuration: [],
      warnings: [],
    },
    revisions: [],
    facts: new Map(),
    route: {
      id: 'demo/iris',
      serviceUid: 'uid',
      hosts: [],
      pathPrefix: '/serving/demo/iris',
    },
    gateways: { pending: [] },
    wantedReplicas: 2,
    now: Date.parse(at),
    ...rest,
  };
}
