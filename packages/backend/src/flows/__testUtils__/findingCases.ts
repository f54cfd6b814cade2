import type {
  Finding,
  FindingCode,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Deployments } from './Deployments';
import { until } from './until';

const ON_CLUSTERS =
  'pods have it, processes do not: caused in findings.cluster.test.ts of the Kubernetes module';

/** What cannot occur on this cluster, and why. */
export const findingsElsewhere: Partial<Record<FindingCode, string>> = {
  ClusterUnreachable:
    'needs a cluster that does not answer: ControlLoops.isolation.test.ts has one, and clusters of Kubernetes their own',
  AdmissionDenied: ON_CLUSTERS,
  NoAccelerator: ON_CLUSTERS,
  NoMatchingNode: ON_CLUSTERS,
  VolumeNotBound: ON_CLUSTERS,
  ImageNotFound: ON_CLUSTERS,
  ImageUnreachable: ON_CLUSTERS,
  ImageDenied:
    'needs a registry with logins that a node trusts: revisionFacts.test.ts has the words of real ones',
  Evicted:
    'needs a node that runs out of disk: revisionFacts.test.ts has the words of a real one',
  NodeLost:
    'needs a node that can be lost: revisionFacts.test.ts has the words of a real one',
  QuotaExceeded: 'projects have no quotas on a native cluster',
  ControllerSilent:
    'whoever looks at a deployment also acts on it: only a KServe controller can be silent',
};

type Predictor = Partial<InferenceService['spec']['predictor']>;
type Model = NonNullable<InferenceService['spec']['predictor']['model']>;

/** How a finding comes about, and what is said of it. */
export interface FindingCase {
  readonly code: FindingCode;
  readonly situation: string;
  readonly model?: Partial<Model>;
  readonly predictor?: Predictor;
  readonly annotations?: Readonly<Record<string, string>>;
  /** It comes with a restart of the backend: what that finds changed. */
  readonly isLate?: boolean;
  /** What happens once it is ready, or deployed. */
  readonly then?: (deployments: Deployments, name: string) => Promise<unknown>;
  readonly severity?: Finding['severity'];
  readonly state: string;
  readonly headline: string | RegExp;
  readonly detail?: RegExp;
}

/** Every finding of a deployment that can occur on the local cluster. */
export const findingCases: readonly FindingCase[] = [
  {
    code: 'StorageDenied',
    situation: 'the connection has a wrong key',
    model: { storage: { key: 'wrong-key', path: 'iris' } },
    state: 'failed',
    headline:
      'The storage refused the credentials of the connection "wrong-key"',
    detail: /SignatureDoesNotMatch|403|refused/,
  },
  {
    code: 'StorageNotFound',
    situation: 'there is nothing at the path',
    model: { storage: { key: 'samples', path: 'not-there' } },
    state: 'failed',
    headline: 'There is no model at its location',
    detail: /not-there/,
  },
  {
    code: 'StorageUnreachable',
    situation: 'nobody listens at the endpoint',
    model: { storage: { key: 'nobody', path: 'iris' } },
    state: 'failed',
    headline: 'The storage cannot be reached of the connection "nobody"',
    detail: /ECONNREFUSED|refused/,
  },
  {
    code: 'SecretMissing',
    situation: 'the connection is not in the database any more',
    model: { storage: { key: 'forgotten', path: 'not-there' } },
    isLate: true,
    state: 'failed',
    headline: 'The credentials of the connection "forgotten" are missing',
    detail: /'forgotten' does not exist/,
  },
  {
    code: 'DiskFull',
    situation: 'the model is larger than the cache may be',
    model: { storage: { key: 'samples', path: 'large' } },
    state: 'failed',
    headline: 'The model does not fit on the disk',
    detail: /MiB|bytes/,
  },
  {
    code: 'InvalidSpec',
    situation: 'the runtime asks for a value that nobody gives',
    model: { runtime: 'to-ask' },
    isLate: true,
    state: 'failed',
    headline: 'The deployment is not valid',
    detail: /Nothing/,
  },
  {
    code: 'NoRuntime',
    situation: 'no runtime knows the format',
    model: { modelFormat: { name: 'pigeon' } },
    state: 'failed',
    headline: 'No runtime serves this model',
    detail: /pigeon/,
  },
  {
    code: 'RuntimeNotFound',
    situation: 'the runtime was taken away before it could be started',
    model: { runtime: 'to-vanish' },
    isLate: true,
    state: 'failed',
    headline: 'The chosen runtime does not exist',
    detail: /to-vanish/,
  },
  {
    code: 'RuntimeDisabled',
    situation: 'the runtime was switched off before it could be started',
    model: { runtime: 'to-disable' },
    isLate: true,
    state: 'failed',
    headline: 'The chosen runtime is switched off',
    detail: /to-disable/,
  },
  {
    code: 'ProgramNotAllowed',
    situation: 'the runtime names a program that is not installed',
    model: { runtime: 'not-installed' },
    state: 'failed',
    headline: 'This cluster cannot start the server of the runtime',
    detail: /not-installed|nowhere/,
  },
  {
    code: 'NoCapacity',
    situation: 'a replica asks for more memory than the machine has',
    predictor: {
      model: {
        modelFormat: { name: 'onnx' },
        storage: { key: 'samples', path: 'iris' },
        resources: {
          requests: { memory: '900Gi' },
          limits: { memory: '900Gi' },
        },
      },
    },
    state: 'failed',
    headline: 'There is no free capacity for a replica',
    detail: /921600 MiB/,
  },
  {
    code: 'PortTaken',
    situation: 'another program has the port that the server insists on',
    model: { runtime: 'fixed-port' },
    state: 'failed',
    headline: 'A port that the server needs is taken',
    detail: /port \d+ is in use/,
  },
  {
    code: 'ModelLoadFailed',
    situation: 'the file is no model',
    model: { storage: { key: 'samples', path: 'broken' } },
    state: 'failed',
    headline: 'The model could not be loaded',
    detail: /model/,
  },
  {
    code: 'ModelLoadFailed',
    situation: 'the server ends at once',
    model: { runtime: 'crash-at-start' },
    state: 'failed',
    headline: 'The model could not be loaded',
    detail: /magic number is wrong/,
  },
  {
    code: 'CrashLoop',
    situation: 'the server ends again and again after it was ready',
    model: { runtime: 'crash-when-ready' },
    state: 'failed',
    headline: 'The server keeps ending while it serves',
    detail: /segment table is corrupt/,
  },
  {
    code: 'ProbeFailing',
    situation: 'the server answers its readiness check no more',
    model: { runtime: 'answer-once' },
    state: 'failed',
    headline: 'The server runs, but does not answer its readiness check',
  },
  {
    code: 'StartTimeout',
    situation: 'the server does not listen within its time',
    model: { runtime: 'never-listen' },
    state: 'failed',
    headline: 'The server was not ready in time',
  },
  {
    code: 'OutOfMemory',
    situation: 'the server uses more memory than its limit',
    predictor: {
      model: {
        modelFormat: { name: 'onnx' },
        runtime: 'hoard',
        storage: { key: 'samples', path: 'iris' },
        resources: {
          requests: { memory: '160Mi' },
          limits: { memory: '160Mi' },
        },
      },
    },
    state: 'failed',
    headline: /more than its 160 MiB of memory|ran out of memory/,
  },
  {
    code: 'UpdateFailing',
    situation: 'the new version does not come up while the old one serves',
    then: async (deployments, name) => {
      await deployments.ready(name);
      const storage = { key: 'samples', path: 'broken' };
      await deployments.call('PATCH', `/deployments/local/demo/${name}`, {
        spec: { predictor: { model: { storage } } },
      });
    },
    severity: 'warning',
    state: 'ready',
    headline: 'Update failing: the model could not be loaded; v1 still serves',
    detail: /model/,
  },
  {
    code: 'CanaryHeld',
    situation: 'the new version fails where the old one answers',
    then: async (deployments, name) => {
      await deployments.ready(name);
      await deployments.call('PATCH', `/deployments/local/demo/${name}`, {
        spec: {
          predictor: { model: { runtime: 'refuse' }, canaryTrafficPercent: 50 },
        },
      });
      await deployments.untilSeen(name, ({ revisions }) =>
        revisions.some(({ percent }) => percent === 50),
      );
      await until('it has no share any more', async () => {
        await Promise.all(
          Array.from({ length: 20 }, () => deployments.predict(name)),
        );
        const now = await deployments.get(name);
        return now?.revisions.every(({ percent }) => percent !== 50);
      });
    },
    severity: 'warning',
    state: 'ready',
    headline: /^Canary stopped: /,
  },
  {
    code: 'AtMaxScale',
    situation: 'callers wait for more replicas than there may be',
    model: { runtime: 'take-time' },
    predictor: { minReplicas: 1, maxReplicas: 2, containerConcurrency: 1 },
    then: async (deployments, name) => {
      await deployments.ready(name);
      let isOver = false;
      const callers = Array.from({ length: 16 }, async () => {
        while (!isOver) await deployments.predict(name);
      });
      try {
        await deployments.untilSeen(name, ({ fullState }) =>
          fullState.findings.some(({ code }) => code === 'AtMaxScale'),
        );
      } finally {
        isOver = true;
        await Promise.all(callers);
      }
    },
    severity: 'warning',
    state: 'ready',
    headline: /^Requests wait: \d+ replicas are wanted, at most 2 may run$/,
  },
  {
    code: 'NoAutoscaler',
    situation: 'more replicas are allowed, and nobody may ever start them',
    annotations: { 'serving.kserve.io/autoscalerClass': 'none' },
    predictor: { minReplicas: 1, maxReplicas: 3 },
    severity: 'warning',
    state: 'ready',
    headline: 'The number of replicas does not follow the load',
  },
  {
    code: 'OpenRoute',
    situation: 'no token is asked for, and the gateway listens on the network',
    annotations: { 'security.opendatahub.io/enable-auth': 'false' },
    isLate: true,
    severity: 'warning',
    state: 'ready',
    headline: 'Anyone who reaches the address may call this deployment',
  },
];
