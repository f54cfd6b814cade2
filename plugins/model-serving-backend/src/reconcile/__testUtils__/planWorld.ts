import type {
  ComponentName,
  ReplicaFacts,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredRevision } from '../../store/types';
import { revisionKey, revisionName } from '../revisionName';
import { ComponentWorld, PlanWorld } from '../types';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const at = '2026-01-01T00:00:00.000Z';

/** A kept revision of the service `demo/iris`; `wanted` is the fingerprint of the current spec. */
export function revision(
  number: number,
  fingerprint = 'wanted',
  component: ComponentName = 'predictor',
): StoredRevision {
  const name = revisionName(ref.name, component, number);
  return {
    serviceUid: 'uid',
    component,
    number,
    spec: {
      key: revisionKey(ref.namespace, name),
      name,
      service: ref,
      serviceUid: 'uid',
      component,
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
  component: ComponentName = 'predictor',
): RevisionFacts {
  return {
    key: revision(number, 'wanted', component).spec.key,
    desired: 2,
    fetch: { state: 'fetched' },
    replicas: [],
    observedAt: at,
    ...change,
  };
}

/** A change of a world: what is said of a component is said of the predictor. */
export type WorldChange = Partial<
  Omit<PlanWorld, 'components'> & Omit<ComponentWorld, 'component'>
> & {
  readonly isStopped?: boolean;
  /** Further components of the service. */
  readonly others?: readonly ComponentWorld[];
};

/** A component that should run two replicas of a revision with fingerprint `wanted`. */
export function componentWorld(
  component: ComponentName,
  change: Partial<ComponentWorld> = {},
): ComponentWorld {
  return {
    component,
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
    wantedReplicas: 2,
    limits: {},
    ...change,
  };
}

/** The world of a service with a predictor, and with others as a test wants. */
export function planWorld(change: WorldChange = {}): PlanWorld {
  const {
    isStopped = false,
    others = [],
    resolution,
    revisions,
    servingBefore,
    canariesBefore,
    canaryPercent,
    canaries,
    rolloutDurationMs,
    rollout,
    latestReady,
    wantedReplicas,
    scaled,
    limits,
    ...rest
  } = change;
  const predictor = {
    resolution,
    revisions,
    servingBefore,
    canariesBefore,
    canaryPercent,
    canaries,
    rolloutDurationMs,
    rollout,
    latestReady,
    wantedReplicas,
    scaled,
    limits,
  };
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
    components: [
      componentWorld('predictor', withoutAbsent(predictor)),
      ...others,
    ],
    wasReady: false,
    facts: new Map(),
    route: {
      id: 'demo/iris',
      serviceUid: 'uid',
      hosts: [],
      pathPrefix: '/serving/demo/iris',
    },
    gateways: { pending: [] },
    now: Date.parse(at),
    ...rest,
  };
}

function withoutAbsent<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
