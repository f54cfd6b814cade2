import { isStopped } from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterSettings,
  ComponentName,
  Connection,
  InferenceService,
  ServingRuntime,
  ValidationFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { resolveRevision, wantedReplicas } from '../reconcile';
import { planDeployment } from '../reconcile/planDeployment';
import {
  componentWorld,
  planWorld,
} from '../reconcile/__testUtils__/planWorld';
import { ResourceSchemas, type CrdDocument } from '../schemas';
import {
  kserveServices,
  sampleServices,
  SpecFuzzer,
} from '../schemas/__testUtils__';
import crds from '../schemas/generated/kserve.json';
import { checkService } from './checkService';

/** In CI as many as the goal says; at a desk as many as one waits for. Both by the same seed, unless one is given. */
const RUNS = Number(
  process.env.GREENROOM_FUZZ_RUNS ?? (process.env.CI ? 100_000 : 5_000),
);
const SEED = Number(process.env.GREENROOM_FUZZ_SEED ?? 1);
/** Found something: run that one alone. */
const FIRST = Number(process.env.GREENROOM_FUZZ_FIRST ?? 0);
const TIMEOUT_MS = 300_000;

const COMPONENTS = ['predictor', 'transformer', 'explainer'] as const;
/** What an accepted spec may still wait for: runtimes come and go, and validation warned of it. */
const MAY_WAIT: readonly string[] = [
  'NoRuntime',
  'RuntimeNotFound',
  'RuntimeDisabled',
];

const settings: ClusterSettings = {
  cluster: 'local',
  isDefaultCluster: true,
  profile: 'greenroom',
  defaultDeploymentMode: 'Standard',
  defaultResources: {
    requests: { cpu: '1', memory: '2Gi' },
    limits: { cpu: '1', memory: '2Gi' },
  },
  ingress: {
    domain: 'localhost',
    domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    urlScheme: 'http',
  },
  gatewayUrl: 'http://localhost:8080',
  storageSchemes: ['s3', 'gs', 'https', 'file', 'hf', 'oci'],
  autoscalerClasses: [],
  scaleToZero: false,
  maxReplicas: 10,
};

const runtimes: readonly ServingRuntime[] = [
  runtime('greenroom-onnx', ['onnx'], ['v2']),
  runtime('sklearnserver', ['sklearn', 'xgboost'], ['v1', 'v2']),
  runtime('tritonserver', ['triton', 'onnx', 'pytorch'], ['v2', 'grpc-v2']),
];

const connections: Readonly<Record<string, Connection>> = {
  models: connection('models', 's3', { AWS_S3_BUCKET: 'models' }),
  web: connection('web', 'uri-v1', { URI: 'https://example.com/m.onnx' }),
};

const facts: ValidationFacts = {
  runtimes,
  connections: [
    { name: 'models', type: 's3', ready: true },
    { name: 'web', type: 'uri-v1', ready: true },
  ],
};

const schemas = ResourceSchemas.create();
const document = crds as unknown as CrdDocument;

describe(`${RUNS} specs of the seed ${SEED} that are nearly right`, () => {
  it(
    'are refused with reasons, or can be planned',
    () => {
      const fuzzer = new SpecFuzzer({
        document,
        samples: sampleServices,
        seed: SEED,
      });
      let accepted = 0;
      for (let i = FIRST; i < FIRST + RUNS; i++) {
        if (inCase(i, fuzzer.make(i), isPlanned)) accepted++;
      }
      // Neither all nor none, or it would not be about the border between them; one alone may be either
      const share = RUNS > 1 ? accepted / RUNS : 0.5;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.9);
    },
    TIMEOUT_MS,
  );

  it(
    'are answered as KServe would, too',
    () => {
      const fuzzer = new SpecFuzzer({
        document,
        samples: [...sampleServices, ...kserveServices],
        seed: SEED,
      });
      let accepted = 0;
      for (let i = FIRST; i < FIRST + RUNS / 10; i++) {
        if (inCase(i, fuzzer.make(i), isAccepted)) accepted++;
      }
      expect(accepted > 0 || RUNS === 1).toBe(true);
    },
    TIMEOUT_MS,
  );
});

/** Whether it is accepted, with all that must be true then. */
function isPlanned(sent: unknown): boolean {
  const checked = check(sent);
  expectReasons(checked);
  if (checked.errors.length > 0) return false;
  expectStable(checked.resource);
  expectPlanned(checked.resource, checked.warnings.length);
  return true;
}

function isAccepted(sent: unknown): boolean {
  const checked = check(sent, 'kserve');
  expectReasons(checked);
  return checked.errors.length === 0;
}

function check(
  sent: unknown,
  profile: ClusterSettings['profile'] = 'greenroom',
  previous?: InferenceService,
) {
  return checkService(schemas, {
    // Whatever it is: that it is an InferenceService is what is checked
    resource: sent as InferenceService,
    previous,
    settings: { ...settings, profile },
    facts,
  });
}

/** Every message says where and what. */
function expectReasons({
  errors,
  warnings,
}: Pick<ReturnType<typeof check>, 'errors' | 'warnings'>): void {
  for (const { path, message } of [...errors, ...warnings]) {
    if (typeof path !== 'string' || message === '') {
      throw new Error(`no reason: ${JSON.stringify({ path, message })}`);
    }
  }
}

/** What is stored is the same when it is sent again, and nothing is said against it or left to drop. */
function expectStable(stored: InferenceService): void {
  const again = check(stored, 'greenroom', stored);
  const unknown = again.warnings.filter(({ message }) =>
    message.startsWith('unknown field'),
  );
  if (again.errors.length > 0 || unknown.length > 0) {
    throw new Error(
      `refused when sent again: ${JSON.stringify([again.errors, unknown])}`,
    );
  }
  if (JSON.stringify(again.resource) !== JSON.stringify(stored)) {
    throw new Error('changed when sent again');
  }
}

/** Every component of an accepted spec comes to a revision, or waits for a runtime, of which somebody was warned. */
function expectPlanned(service: InferenceService, warnings: number): void {
  const components = COMPONENTS.filter(name => service.spec[name]);
  const resolved = components.map(component => {
    const resolution = resolveRevision({
      service,
      component,
      runtimes,
      runtimeProblems: {},
      connection: connectionOf(service),
      settings,
      now: 0,
    });
    if (resolution.kind === 'failed') {
      const { code, message } = resolution.failure;
      if (!MAY_WAIT.includes(code) || warnings === 0) {
        throw new Error(`cannot be planned: ${component}: ${code} ${message}`);
      }
    }
    return { component, resolution };
  });
  const [predictor, ...others] = resolved.map(({ component, resolution }) =>
    componentWorld(component, {
      resolution,
      wantedReplicas: wantedReplicas({
        component: service.spec[component] ?? {},
        clusterMaximum: settings.maxReplicas,
      }),
    }),
  );
  const plan = planDeployment({
    ...planWorld({ others }),
    service,
    components: [predictor, ...others],
  });
  const added = plan.steps.flatMap(step =>
    step.kind === 'add-revision' ? [step.revision.component] : [],
  );
  const expected: ComponentName[] = resolved
    .filter(({ resolution }) => resolution.kind === 'resolved')
    .map(({ component }) => component);
  if (!isStopped(service) && added.sort().join() !== expected.sort().join()) {
    throw new Error(`planned ${added.join()} instead of ${expected.join()}`);
  }
}

function connectionOf(service: InferenceService): Connection | undefined {
  const { storage } = service.spec.predictor.model ?? {};
  const name =
    storage?.key ||
    service.metadata.annotations?.['opendatahub.io/connections'] ||
    '';
  return Object.hasOwn(connections, name) ? connections[name] : undefined;
}

/** Says which spec it was, and how to have it alone. */
function inCase(
  i: number,
  sent: unknown,
  holds: (sent: unknown) => boolean,
): boolean {
  try {
    return holds(sent);
  } catch (error) {
    const reason = error instanceof Error ? error.stack : String(error);
    const spec = JSON.stringify(sent, undefined, 1);
    throw new Error(
      `GREENROOM_FUZZ_SEED=${SEED} GREENROOM_FUZZ_FIRST=${i} GREENROOM_FUZZ_RUNS=1\n${spec}\n${reason}`,
    );
  }
}

function runtime(
  name: string,
  formats: readonly string[],
  protocolVersions: ServingRuntime['spec']['protocolVersions'],
): ServingRuntime {
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ClusterServingRuntime',
    metadata: { name },
    spec: {
      supportedModelFormats: formats.map(format => ({
        name: format,
        version: '1',
        autoSelect: true,
        priority: 1,
      })),
      protocolVersions,
      containers: [
        {
          name: 'kserve-container',
          image: 'example/server:1.0',
          args: ['--model_name={{.Name}}', '--http_port=8080'],
          resources: { limits: { cpu: '1', memory: '1Gi' } },
          readinessProbe: { httpGet: { path: '/v2/health/ready', port: 8080 } },
        },
      ],
    },
  };
}

function connection(
  name: string,
  type: Connection['spec']['type'],
  values: Record<string, string>,
): Connection {
  return {
    apiVersion: 'greenroom/v1alpha1',
    kind: 'Connection',
    metadata: { name, namespace: 'demo' },
    spec: { type, values, secretKeys: [] },
  };
}
