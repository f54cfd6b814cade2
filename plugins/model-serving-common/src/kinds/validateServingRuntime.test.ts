import { Container, ServingRuntime, ServingRuntimeSpec } from '../resources';
import { Profile } from '../settings';
import { validateServingRuntime } from './validateServingRuntime';

const container = (name: string, more: Partial<Container> = {}): Container => ({
  name,
  image: 'example/server:1',
  ...more,
});

function runtime(
  spec: Partial<ServingRuntimeSpec> = {},
  metadata: Partial<ServingRuntime['metadata']> = {},
  kind: ServingRuntime['kind'] = 'ServingRuntime',
): ServingRuntime {
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind,
    metadata: {
      name: 'new',
      ...(kind === 'ServingRuntime' && { namespace: 'demo' }),
      ...metadata,
    },
    spec: {
      containers: [container('kserve-container')],
      supportedModelFormats: [
        { name: 'sklearn', version: '1', autoSelect: true, priority: 1 },
      ],
      protocolVersions: ['v1', 'v2'],
      ...spec,
    },
  };
}

interface Case {
  readonly runtime?: ServingRuntime;
  readonly previous?: ServingRuntime;
  readonly others?: readonly ServingRuntime[];
  readonly profile?: Profile;
}

const errorsOf = (given: Case): string[] =>
  validateServingRuntime({
    runtime: given.runtime ?? runtime(),
    previous: given.previous,
    others: given.others ?? [],
    profile: given.profile ?? 'greenroom',
  }).errors.map(({ message }) => message);

const existing = (spec: Partial<ServingRuntimeSpec> = {}, name = 'existing') =>
  runtime(spec, { name });
const format = (more: object) => ({
  supportedModelFormats: [
    { name: 'sklearn', version: '1', autoSelect: true, priority: 1, ...more },
  ],
});
const tie =
  'same priority assigned for the model format sklearn in the servingruntimes existing and new in namespace demo';

describe.each<Profile>(['kserve', 'greenroom'])('in profile %s', profile => {
  it.each<[string, Case, string[]]>([
    ['alone', {}, []],
    ['as another one under another name', { others: [existing()] }, [tie]],
    ['as itself, on an update', { others: [existing({}, 'new')] }, []],
    [
      'with another priority',
      { others: [existing(format({ priority: 2 }))] },
      [],
    ],
    [
      'for another version',
      { others: [existing(format({ version: '0' }))] },
      [],
    ],
    [
      'over other protocols only',
      { others: [existing({ protocolVersions: ['grpc-v2'] })] },
      [],
    ],
    [
      'beside one that lists no protocol',
      { others: [existing({ protocolVersions: [] })] },
      [],
    ],
    ['beside one that is off', { others: [existing({ disabled: true })] }, []],
    [
      'beside one of many models',
      { others: [existing({ multiModel: true })] },
      [],
    ],
    [
      'beside one that is not selected by itself',
      { others: [existing(format({ autoSelect: false }))] },
      [],
    ],
    [
      'beside one without a priority',
      { others: [existing(format({ priority: undefined }))] },
      [],
    ],
    [
      'for the format in other letters',
      { others: [existing(format({ name: 'SKLearn' }))] },
      [tie],
    ],
    [
      'switched off',
      { runtime: runtime({ disabled: true }), others: [existing()] },
      [],
    ],
    [
      'for the cluster, as another one',
      {
        runtime: runtime({}, {}, 'ClusterServingRuntime'),
        others: [runtime({}, { name: 'existing' }, 'ClusterServingRuntime')],
      },
      [
        'same priority assigned for the model format sklearn in the clusterservingruntimes existing and new',
      ],
    ],
  ])('a runtime %s', (_, given, expected) => {
    expect(errorsOf({ ...given, profile })).toEqual(expected);
  });
});

const twoPriorities = runtime({
  supportedModelFormats: [
    { name: 'm', version: '2', autoSelect: true, priority: 5 },
    { name: 'm', version: '1', autoSelect: true, priority: 1 },
  ],
});

it('a format has one priority in a runtime; KServe only looks where there is another runtime', () => {
  const message =
    'different priorities assigned for the model format m under the servingruntime new';
  expect(errorsOf({ runtime: twoPriorities })).toEqual([message]);
  expect(errorsOf({ runtime: twoPriorities, profile: 'kserve' })).toEqual([]);
  expect(
    errorsOf({
      runtime: twoPriorities,
      others: [existing()],
      profile: 'kserve',
    }),
  ).toEqual([message]);
});

describe('servers on several nodes', () => {
  const worker = (more: object) => ({
    workerSpec: {
      pipelineParallelSize: 2,
      containers: [container('worker-container')],
      ...more,
    },
  });
  const wrapped = (message: string) =>
    `the ServingRuntime new is invalid: ${message}`;

  it.each<[string, Case, string[]]>([
    ['are possible', { runtime: runtime(worker({})) }, []],
    [
      'stay what they are',
      { runtime: runtime(), previous: runtime(worker({})) },
      ['removing workerSpec where it already exists is not allowed'],
    ],
    [
      'have one worker container',
      {
        runtime: runtime(
          worker({ containers: [container('a'), container('b')] }),
        ),
      },
      ['setting multiple containers in workerSpec is not allowed'],
    ],
    [
      'do not set their sizes by variables',
      {
        runtime: runtime({
          ...worker({}),
          containers: [
            container('kserve-container', {
              env: [{ name: 'TENSOR_PARALLEL_SIZE', value: '2' }],
            }),
          ],
        }),
      },
      ['setting TENSOR_PARALLEL_SIZE in environment variables is not allowed'],
    ],
    [
      'ask for accelerators that are known',
      {
        runtime: runtime(
          worker({
            containers: [
              container('worker-container', {
                resources: { limits: { 'acme.com/npu': '1', cpu: '1' } },
              }),
            ],
          }),
        ),
      },
      ['unknown GPU resource type in a container(worker-container)'],
    ],
    [
      'have at least one part',
      {
        runtime: runtime(
          worker({ pipelineParallelSize: 0, tensorParallelSize: -1 }),
        ),
      },
      [
        'the WorkerSpec.PipelineParallelSize cannot be less than 1(0)',
        'the WorkerSpec.TensorParallelSize cannot be less than 1(-1)',
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(errorsOf(given)).toEqual(expected.map(wrapped));
  });

  it('may use accelerators that an annotation makes known', () => {
    const annotations = {
      'serving.kserve.io/gpu-resource-types': '["acme.com/npu"]',
    };
    const containers = [
      container('worker-container', {
        resources: { limits: { 'acme.com/npu': '1' } },
      }),
    ];
    expect(
      errorsOf({ runtime: runtime(worker({ containers }), { annotations }) }),
    ).toEqual([]);
  });
});

it('nobody sets PYTHONPATH', () => {
  const env = [{ name: 'PYTHONPATH', value: '/tmp' }];
  const given = runtime({
    containers: [container('kserve-container', { env })],
    workerSpec: { containers: [container('w', { env })] },
  });
  expect(errorsOf({ runtime: given })).toEqual([
    'the ServingRuntime "new" is invalid: setting PYTHONPATH in container "kserve-container" is not allowed for security reasons',
    'the ServingRuntime "new" is invalid: setting PYTHONPATH in container "w" is not allowed for security reasons',
  ]);
});

describe('what a model would need', () => {
  it.each<[string, Partial<ServingRuntimeSpec>, string]>([
    ['a container', { containers: [] }, 'must name at least one container'],
    [
      'kserve-container',
      { containers: [container('server')] },
      'no container is called kserve-container',
    ],
    [
      'a format',
      { supportedModelFormats: [] },
      'must name at least one format',
    ],
  ])('is %s, which KServe does not demand', (_, spec, message) => {
    expect(errorsOf({ runtime: runtime(spec) })).toEqual([
      expect.stringContaining(message),
    ]);
    expect(errorsOf({ runtime: runtime(spec), profile: 'kserve' })).toEqual([]);
  });
});

it.each<[string, Case, string]>([
  [
    'a name that is none',
    { runtime: runtime({}, { name: 'A_b' }) },
    'Invalid value: "A_b"',
  ],
  [
    'no project',
    { runtime: runtime({}, { namespace: undefined }) },
    'is required',
  ],
  [
    'a project of the platform',
    { runtime: runtime({}, { namespace: 'kube-system' }) },
    'belongs to the platform',
  ],
  [
    'a project where there is none',
    { runtime: runtime({}, { namespace: 'demo' }, 'ClusterServingRuntime') },
    'belongs to the whole cluster',
  ],
  [
    'another version of the API',
    { runtime: { ...runtime(), apiVersion: 'serving.kserve.io/v1' } },
    '"serving.kserve.io/v1" is not served for ServingRuntime',
  ],
  [
    'another name on an update',
    { previous: existing() },
    "cannot be changed from 'existing' to 'new'",
  ],
])('refuses %s', (_, given, message) => {
  expect(errorsOf(given)).toContainEqual(expect.stringContaining(message));
});
