import type {
  InferenceService,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import { onnxRuntime } from '../testing';
import type { StoredRevision } from '../store/types';
import { heldResolution } from './heldResolution';
import { resolveRevision } from './resolveRevision';
import type { Resolution } from './types';

const AUTO_UPDATE = 'serving.kserve.io/disable-auto-update';

function service(more: {
  notes?: Record<string, string>;
  generation?: number;
  ready?: boolean;
  args?: string[];
}): InferenceService {
  const { notes = {}, generation = 1, ready = true, args } = more;
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: 'demo',
      generation,
      annotations: notes,
    },
    spec: {
      predictor: {
        model: {
          modelFormat: { name: 'onnx' },
          protocolVersion: 'v2',
          storageUri: 's3://m/iris',
          ...(args && { args }),
        },
      },
    },
    status: {
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

function runtime(more: {
  name?: string;
  args?: string[];
  disabled?: boolean;
  version?: string;
}): ServingRuntime {
  const [container] = onnxRuntime.spec.containers;
  return {
    ...onnxRuntime,
    metadata: {
      name: more.name ?? 'onnx-server',
      annotations: {
        'opendatahub.io/runtime-version': more.version ?? '1',
      },
    },
    spec: {
      ...onnxRuntime.spec,
      disabled: more.disabled,
      containers: [{ ...container, args: more.args ?? ['--one'] }],
    },
  };
}

const resolveWith =
  (subject: InferenceService) =>
  (runtimes: readonly ServingRuntime[]): Resolution =>
    resolveRevision({
      service: subject,
      component: 'predictor',
      runtimes,
      runtimeProblems: {},
      settings: {
        cluster: 'local',
        isDefaultCluster: true,
        profile: 'greenroom',
        defaultDeploymentMode: 'Standard',
        defaultResources: {},
        ingress: {
          domain: 'localhost',
          domainTemplate: '{{ .Name }}',
          urlScheme: 'http',
        },
        storageSchemes: ['s3'],
        autoscalerClasses: ['none'],
        scaleToZero: false,
        maxReplicas: 5,
      },
      now: 0,
    });

/** The revision that a service got from a runtime. */
function revisionOf(
  subject: InferenceService,
  from: ServingRuntime,
): StoredRevision {
  const resolution = resolveWith(subject)([from]);
  if (resolution.kind === 'failed') throw new Error('does not resolve');
  const { draft } = resolution;
  return {
    serviceUid: 'u',
    component: 'predictor',
    number: 1,
    spec: {
      key: 'demo/iris-predictor-00001',
      name: 'iris-predictor-00001',
      service: { cluster: 'local', namespace: 'demo', name: 'iris' },
      serviceUid: 'u',
      component: 'predictor',
      pod: draft.pod,
      model: draft.model,
      modelName: draft.modelName,
      protocol: draft.protocol,
    },
    fingerprint: draft.fingerprint,
    generation: subject.metadata.generation ?? 1,
    runtime: draft.runtime,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

/** Whether a service that runs on a runtime rolls out, when runtimes and service become others. */
function outcome(options: {
  now: readonly ServingRuntime[];
  service?: InferenceService;
  before?: InferenceService;
}): string {
  const before = options.before ?? options.service ?? service({});
  const current = revisionOf(before, runtime({}));
  const subject = options.service ?? before;
  const resolution = heldResolution({
    service: subject,
    runtimes: options.now,
    resolve: resolveWith(subject),
    current,
    configuration: [],
  });
  if (resolution.kind === 'failed') return resolution.failure.code;
  const { draft, warnings } = resolution;
  const what =
    draft.fingerprint === current.fingerprint
      ? 'stays'
      : `rolls out ${draft.runtime?.name}`;
  const why = warnings.map(({ message }) => message.split(':')[0]);
  return [what, `version ${draft.runtime?.version}`, ...why].join(', ');
}

const held = { [AUTO_UPDATE]: 'true' };
const edited = runtime({ args: ['--two'], version: '2' });
const other = runtime({ name: 'other', args: ['--other'] });

it.each<[string, Parameters<typeof outcome>[0], string]>([
  ['nothing changes', { now: [runtime({})] }, 'stays, version 1'],
  [
    'its runtime is edited',
    { now: [edited] },
    'rolls out onnx-server, version 2',
  ],
  [
    'its runtime is switched off',
    { now: [runtime({ disabled: true })] },
    'stays, version 1, the runtime "onnx-server" is switched off',
  ],
  [
    'its runtime is switched off and another one fits',
    { now: [runtime({ disabled: true }), other] },
    'stays, version 1, the runtime "onnx-server" is switched off',
  ],
  [
    'its runtime is switched off and edited',
    { now: [runtime({ disabled: true, args: ['--two'] })] },
    'stays, version 1, the runtime "onnx-server" is switched off',
  ],
  [
    'it is changed on a runtime that is off',
    {
      now: [runtime({ disabled: true })],
      before: service({}),
      service: service({ generation: 2, args: ['--mine'] }),
    },
    'NoRuntime',
  ],
  [
    'it is stopped and started on a runtime that is off',
    {
      now: [runtime({ disabled: true })],
      before: service({}),
      service: service({ generation: 3 }),
    },
    'stays, version 1, the runtime "onnx-server" is switched off',
  ],
  [
    'it does not want updates of its runtime',
    { now: [edited], service: service({ notes: held }) },
    'stays, version 1, runtime update available',
  ],
  [
    'it does not want updates, but is not Ready',
    { now: [edited], service: service({ notes: held, ready: false }) },
    'rolls out onnx-server, version 2',
  ],
  [
    'it does not want updates, but is changed itself',
    {
      now: [edited],
      before: service({ notes: held }),
      service: service({ notes: held, generation: 2, args: ['--mine'] }),
    },
    'rolls out onnx-server, version 2',
  ],
])('when %s', (_, options, expected) => {
  expect(outcome(options)).toBe(expected);
});

it('is as it resolves before there is a revision', () => {
  const subject = service({});
  const resolve = resolveWith(subject);
  expect(
    heldResolution({
      service: subject,
      runtimes: [edited],
      resolve,
      configuration: [],
    }),
  ).toEqual(resolve([edited]));
});
