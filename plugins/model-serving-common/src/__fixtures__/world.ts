import { FetchFacts, ReplicaExit, ReplicaFacts } from '../facts';
import { Endpoint } from '../endpoints/types';
import { InferenceService } from '../resources';
import { DeploymentWorld, RevisionInWorld } from '../status/types';
import { irisService } from './index';

/** The moment of all worlds. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');

/** ISO time so many seconds before {@link NOW}. */
export function ago(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}

/** A replica that has been ready for 50 s. */
export function replica(change: Partial<ReplicaFacts> = {}): ReplicaFacts {
  return {
    id: 'r1',
    state: 'ready',
    startedAt: ago(55),
    readyAt: ago(50),
    restarts: 0,
    location: 'pid 123',
    ...change,
  };
}

/** An end with exit code 1, 5 s ago, before it was ever ready. */
export function exit(change: Partial<ReplicaExit> = {}): ReplicaExit {
  return {
    reason: 'Error',
    exitCode: 1,
    at: ago(5),
    logTail: 'no such operator',
    wasReady: false,
    ...change,
  };
}

const fetched: FetchFacts = {
  state: 'fetched',
  bytesDone: 27 * 1024 ** 2,
  bytesTotal: 27 * 1024 ** 2,
  finishedAt: ago(56),
};

/** A revision with all traffic, observed 1 s ago, wanted once per replica. */
export function revision(
  number: number,
  options: {
    replicas?: ReplicaFacts[];
    fetch?: FetchFacts;
    desired?: number;
    percent?: number;
    isCanary?: boolean;
    canary?: string;
    observedAt?: string;
    createdAt?: string;
    failure?: NonNullable<RevisionInWorld['facts']>['failure'];
    unknown?: boolean;
  } = {},
): RevisionInWorld {
  const { replicas = [replica()], percent = 100 } = options;
  const name = `iris-predictor-0000${number}`;
  return {
    key: `demo/${name}`,
    name,
    component: 'predictor',
    number,
    createdAt: options.createdAt ?? ago(300),
    percent,
    ...(options.isCanary ? { isCanary: true } : {}),
    ...(options.canary ? { canary: options.canary } : {}),
    generation: number,
    facts: options.unknown
      ? undefined
      : {
          key: `demo/${name}`,
          desired: options.desired ?? replicas.length,
          fetch: options.fetch ?? fetched,
          replicas,
          failure: options.failure,
          observedAt: options.observedAt ?? ago(1),
        },
  };
}

const endpoint: Endpoint = {
  kind: 'path',
  url: 'http://localhost:8080/serving/demo/iris',
  inferUrl: 'http://localhost:8080/serving/demo/iris/v2/models/iris/infer',
  protocol: 'v2',
  visibility: 'machine',
  preferred: true,
};

/** Addresses of `iris` on this machine. */
export const endpoints: Endpoint[] = [
  endpoint,
  {
    ...endpoint,
    kind: 'host',
    url: 'http://iris-demo.localhost:8080',
    preferred: false,
  },
];

/** A world in which `iris` serves with one replica, unless changed. */
export function world(
  change: Partial<DeploymentWorld> = {},
  changeService: (service: InferenceService) => void = () => {},
): DeploymentWorld {
  return {
    service: irisService(service => {
      service.metadata.creationTimestamp = ago(600);
      service.metadata.generation = 1;
      changeService(service);
    }),
    revisions: [revision(1)],
    runtime: { kind: 'ClusterServingRuntime', name: 'greenroom-onnx' },
    route: { live: true, endpoints },
    wasReady: true,
    wasReachable: true,
    now: NOW,
    ...change,
  };
}

/** Asks to stop, in another letter case. */
export const stop = (service: InferenceService) => {
  service.metadata.annotations = { 'serving.kserve.io/stop': 'True' };
};

/** Asks to delete. */
export const remove = (service: InferenceService) => {
  service.metadata.deletionTimestamp = ago(2);
};

/** Sets the lower bound. */
export const min = (minReplicas: number) => (service: InferenceService) => {
  service.spec.predictor.minReplicas = minReplicas;
};

/** 12 of 27 MiB are there. */
export const fetching: FetchFacts = {
  state: 'fetching',
  startedAt: ago(8),
  bytesDone: 12 * 1024 ** 2,
  bytesTotal: 27 * 1024 ** 2,
};

/** A replica that loads. */
export const starting = replica({ state: 'starting', readyAt: undefined });

/** A replica that ended three times before it was ready. */
export const crashing = replica({
  id: 'r9',
  state: 'backoff',
  readyAt: undefined,
  restarts: 3,
  lastExit: exit(),
});

/** A revision made just now. */
export const young = { createdAt: ago(5) };

/** A world that never served. */
export const first = { wasReady: false, wasReachable: false };

/** The storage says no. */
export const denied = {
  code: 'StorageDenied' as const,
  message: '403 Forbidden',
  at: ago(4),
};

/** A route that is not live. */
export const noRoute = { live: false, endpoints };
