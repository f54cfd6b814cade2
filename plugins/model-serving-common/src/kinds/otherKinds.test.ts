import {
  ClusterStorageContainer,
  InferenceService,
  LLMInferenceService,
  LocalModelCache,
  LocalModelNamespaceCache,
  servingKinds,
  ServingKind,
  TrainedModel,
} from '../resources';
import { Profile } from '../settings';
import { ValidationResult } from '../validation/validateInferenceService';
import { inferenceServiceForLlm } from './inferenceServiceForLlm';
import { keptCondition, kindSupport } from './kindSupport';
import {
  selectStorageContainer,
  validateClusterStorageContainer,
} from './storageContainers';
import { trainedModelConditions } from './trainedModelConditions';
import { validateLlmInferenceService } from './validateLlmInferenceService';
import {
  validateLocalModelCache,
  validateLocalModelNodeGroup,
} from './validateLocalModel';
import { validateTrainedModel } from './validateTrainedModel';

const API = 'serving.kserve.io/v1alpha1';
const messages = ({ errors }: ValidationResult) =>
  errors.map(({ path, message }) => `${path}: ${message}`);

function trained(
  spec: Partial<TrainedModel['spec']['model']> = {},
  name = 'm',
): TrainedModel {
  return {
    apiVersion: API,
    kind: 'TrainedModel',
    metadata: { name, namespace: 'demo' },
    spec: {
      inferenceService: 'parent',
      model: {
        storageUri: 's3://b/m',
        framework: 'sklearn',
        memory: '1Gi',
        ...spec,
      },
    },
  };
}

describe('TrainedModel', () => {
  it.each<[string, TrainedModel, string[]]>([
    ['ok', trained(), []],
    ['4abc-3 as name', trained({}, '4abc-3'), []],
    [
      'abc.123 as name',
      trained({}, 'abc.123'),
      ['the Trained Model "abc.123" is invalid'],
    ],
    [
      'abc_123, which no API server takes',
      trained({}, 'abc_123'),
      ['Invalid value: "abc_123"'],
    ],
    [
      'an unknown scheme',
      trained({ storageUri: 'foo://a/b' }),
      [
        'must start with one of the prefixes: s3://, gs://, https://, http://. (the storage uri given is "foo://a/b")',
      ],
    ],
  ])('%s', (_, model, expected) => {
    expect(
      messages(validateTrainedModel({ model, profile: 'greenroom' })),
    ).toEqual(expected.map(text => expect.stringContaining(text)));
  });

  it('keeps its memory, unless it is being deleted', () => {
    const model = trained({ memory: '2Gi' });
    const previous = trained();
    expect(
      messages(validateTrainedModel({ model, previous, profile: 'kserve' })),
    ).toEqual([
      'spec.model.memory: the Trained Model "m" memory field is immutable. The memory was "1Gi" but it is updated to "2Gi"',
    ]);
    const deleted = {
      ...previous,
      metadata: { ...previous.metadata, deletionTimestamp: '2026-01-01' },
    };
    expect(
      messages(
        validateTrainedModel({ model, previous: deleted, profile: 'kserve' }),
      ),
    ).toEqual([]);
  });

  const parent = (predictor: InferenceService['spec']['predictor']) =>
    ({
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'parent', namespace: 'demo' },
      spec: { predictor },
    } as const);
  const many = parent({
    model: {
      modelFormat: { name: 'sklearn' },
      resources: { limits: { memory: '2Gi' } },
    },
  });

  it.each([
    ['no server', undefined, [], ['InferenceServiceReady False']],
    [
      'a server of many',
      many,
      [],
      ['IsMMSPredictor True', 'MemoryResourceAvailable True'],
    ],
    [
      'too little memory',
      many,
      [trained({ memory: '1.5Gi' }, 'other')],
      ['IsMMSPredictor True', 'MemoryResourceAvailable False'],
    ],
    [
      'a server with its own model',
      parent({ model: { modelFormat: { name: 'x' }, storageUri: 's3://b/x' } }),
      [],
      ['IsMMSPredictor False', 'MemoryResourceAvailable True'],
    ],
    [
      'a custom server of many',
      parent({
        containers: [
          { name: 'c', env: [{ name: 'MULTI_MODEL_SERVER', value: 'true' }] },
        ],
      }),
      [],
      ['IsMMSPredictor True', 'MemoryResourceAvailable True'],
    ],
  ])('with %s', (_, server, siblings, expected) => {
    const conditions = trainedModelConditions({
      model: trained(),
      parent: server,
      siblings,
    });
    expect(conditions.map(c => `${c.type} ${c.status}`)).toEqual(expected);
  });
});

function storage(
  name: string,
  spec: Partial<ClusterStorageContainer['spec']> = {},
  disabled?: boolean,
): ClusterStorageContainer {
  return {
    apiVersion: API,
    kind: 'ClusterStorageContainer',
    metadata: { name },
    spec: {
      container: { name: 'storage-initializer', image: 'example/fetch:1' },
      supportedUriFormats: [{ prefix: 's3://' }],
      ...spec,
    },
    ...(disabled && { disabled }),
  };
}

describe('ClusterStorageContainer', () => {
  const containers = [
    storage('off', {}, true),
    storage('job', { workloadType: 'localModelDownloadJob' }),
    storage('default', {
      supportedUriFormats: [
        { prefix: 's3://' },
        { regex: 'https?://(.+)/(.+)' },
      ],
    }),
    storage('second'),
  ];

  it.each([
    ['s3://b/m', undefined, 'default'],
    ['x-https://host/m', undefined, 'default'],
    ['gs://b/m', undefined, undefined],
    ['s3://b/m', 'second', 'second'],
    ['s3://b/m', 'gone', 'ClusterStorageContainer "gone" not found'],
    ['s3://b/m', 'off', 'ClusterStorageContainer "off" is disabled'],
    [
      's3://b/m',
      'job',
      'ClusterStorageContainer "job" has workloadType "localModelDownloadJob"; explicit selection requires "initContainer"',
    ],
    [
      'gs://b/m',
      'second',
      'ClusterStorageContainer "second" does not support storageUri "gs://b/m"',
    ],
  ])('%s, by name %s: %s', (uri, name, expected) => {
    const choice = selectStorageContainer({ containers, uri, name });
    const said = choice.container
      ? choice.container.metadata.name
      : choice.problem;
    expect(said).toBe(expected);
  });

  it.each<[string, Partial<ClusterStorageContainer['spec']>, string]>([
    ['fits nothing', { supportedUriFormats: [] }, 'is empty'],
    [
      'has an entry without prefix and regex',
      { supportedUriFormats: [{}] },
      'needs a prefix or a regex',
    ],
    [
      'has a regex that is none',
      { supportedUriFormats: [{ regex: '(' }] },
      'is no regular expression',
    ],
  ])('that %s', (_, spec, message) => {
    const container = storage('c', spec);
    const [ours, theirs] = (['greenroom', 'kserve'] as const).map(profile =>
      validateClusterStorageContainer({ container, profile }),
    );
    expect(messages(ours)).toEqual([expect.stringContaining(message)]);
    expect(theirs.errors).toEqual([]);
    expect(theirs.warnings).toHaveLength(1);
  });
});

function cache(
  name: string,
  spec: Partial<LocalModelCache['spec']> = {},
): LocalModelCache {
  return {
    apiVersion: API,
    kind: 'LocalModelCache',
    metadata: { name },
    spec: {
      sourceModelUri: 's3://b/m',
      modelSize: '1Gi',
      nodeGroups: ['gpu'],
      ...spec,
    },
  };
}

describe('local model caches', () => {
  const check = (
    given: LocalModelCache | LocalModelNamespaceCache,
    more: Partial<Parameters<typeof validateLocalModelCache>[0]> = {},
  ) =>
    messages(
      validateLocalModelCache({
        cache: given,
        others: [],
        nodeGroups: ['gpu'],
        profile: 'greenroom',
        ...more,
      }),
    );

  it('hold one URI each, for ever', () => {
    expect(check(cache('a'))).toEqual([]);
    expect(check(cache('a'), { others: [cache('a'), cache('b')] })).toEqual([
      'spec.sourceModelUri: LocalModelCache b has the same StorageURI s3://b/m',
    ]);
    expect(
      check(cache('a', { sourceModelUri: 's3://b/other' }), {
        previous: cache('a'),
      }),
    ).toEqual(['spec.sourceModelUri: StorageUri is immutable']);
  });

  it.each<['LocalModelCache' | 'LocalModelNamespaceCache', Profile, number]>([
    ['LocalModelNamespaceCache', 'kserve', 1],
    ['LocalModelNamespaceCache', 'greenroom', 1],
    ['LocalModelCache', 'kserve', 0],
    ['LocalModelCache', 'greenroom', 1],
  ])(
    '%s in profile %s: unknown node groups are %s errors',
    (kind, profile, count) => {
      const given =
        kind === 'LocalModelCache'
          ? cache('a')
          : {
              ...cache('a'),
              kind,
              metadata: { name: 'a', namespace: 'demo' },
            };
      expect(check(given, { nodeGroups: [], profile })).toEqual(
        count === 0 ? [] : ['spec.nodeGroups[0]: NodeGroup gpu not found'],
      );
    },
  );

  it('have room', () => {
    expect(check(cache('a', { modelSize: '0' }))).toEqual([
      expect.stringContaining('is no size above zero'),
    ]);
    const group = {
      apiVersion: API,
      kind: 'LocalModelNodeGroup' as const,
      metadata: { name: 'gpu' },
      spec: {
        storageLimit: 'much',
        persistentVolumeSpec: {},
        persistentVolumeClaimSpec: {},
      },
    };
    expect(
      messages(validateLocalModelNodeGroup({ group, profile: 'greenroom' })),
    ).toEqual([expect.stringContaining('spec.storageLimit: "much"')]);
  });
});

function llm(spec: LLMInferenceService['spec']): LLMInferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1alpha2',
    kind: 'LLMInferenceService',
    metadata: { name: 'chat', namespace: 'demo' },
    spec,
  };
}

describe('LLMInferenceService', () => {
  it.each<[string, LLMInferenceService['spec'], string[]]>([
    ['of presets only', { baseRefs: [{ name: 'p' }] }, []],
    ['with workers', { worker: {}, parallelism: { pipeline: 2 } }, []],
    [
      'with replicas and scaling',
      { replicas: 1, scaling: {} },
      ['spec: replicas and scaling are mutually exclusive'],
    ],
    [
      'whose prefill has both',
      { prefill: { replicas: 1, scaling: {} } },
      ['spec.prefill: replicas and scaling'],
    ],
    [
      'with pipeline and data parallelism',
      { parallelism: { pipeline: 2, data: 4, dataLocal: 2 } },
      ['spec.parallelism: pipeline and data parallelism exclude each other'],
    ],
    [
      'with the total only',
      { parallelism: { data: 4 } },
      ['spec.parallelism.dataLocal: is required'],
    ],
    [
      'with the local part only',
      { parallelism: { dataLocal: 4 } },
      ['spec.parallelism.data: is required'],
    ],
    [
      'with uneven nodes',
      { parallelism: { data: 5, dataLocal: 2 } },
      ['spec.parallelism.data: 5 is no multiple'],
    ],
    [
      'with workers for nothing',
      { worker: {} },
      ['spec.worker: needs parallelism'],
    ],
    [
      'with a group without weight',
      { router: { route: { group: 'g' } } },
      ['spec.router.route.weight: is required'],
    ],
    [
      'with ingress beside route and gateway',
      { router: { ingress: {}, route: {}, gateway: {} } },
      [
        'spec.router.route: excludes ingress',
        'spec.router.gateway: excludes ingress',
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(
      messages(
        validateLlmInferenceService({ service: llm(spec), profile: 'kserve' }),
      ),
    ).toEqual(expected.map(text => expect.stringContaining(text)));
  });

  it('keeps its total size', () => {
    expect(
      messages(
        validateLlmInferenceService({
          service: llm({ parallelism: { data: 8, dataLocal: 2 } }),
          previous: llm({ parallelism: { data: 4, dataLocal: 2 } }),
          profile: 'kserve',
        }),
      ),
    ).toEqual([expect.stringContaining('it was 4 and would be 8')]);
  });

  it('has an InferenceService that a cluster without KServe can run', () => {
    expect(
      inferenceServiceForLlm(
        llm({
          model: { uri: 'hf://o/m', name: 'o/m' },
          replicas: 2,
          template: { containers: [{ name: 'main', args: ['--x'] }] },
        }),
      ),
    ).toMatchObject({
      kind: 'InferenceService',
      metadata: { name: 'chat', namespace: 'demo' },
      spec: {
        predictor: {
          minReplicas: 2,
          maxReplicas: 2,
          model: {
            modelFormat: { name: 'vLLM' },
            storageUri: 'hf://o/m',
            args: ['--model_name=o/m', '--x'],
          },
        },
      },
    });
  });
});

describe('what a cluster does with a kind', () => {
  const kinds = Object.keys(servingKinds) as ServingKind[];

  it('is everything where KServe is', () => {
    for (const kind of kinds) {
      const options = { cluster: 'far', profile: 'kserve' as const };
      expect(kindSupport(kind, options).level).toBe('acted');
    }
  });

  it('is told where it is less, with the way out', () => {
    const levels = kinds.map(kind => {
      const support = kindSupport(kind, {
        cluster: 'local',
        profile: 'greenroom',
      });
      expect(support.message).toMatch(
        support.level === 'acted' ? /^$/ : /^the cluster 'local' /,
      );
      expect(keptCondition(support)?.reason).toBe(
        support.level === 'kept' ? 'NotActedOn' : undefined,
      );
      return [kind, support.level];
    });
    expect(Object.fromEntries(levels)).toMatchObject({
      InferenceService: 'acted',
      ServingRuntime: 'acted',
      ClusterServingRuntime: 'acted',
      InferenceGraph: 'kept',
      TrainedModel: 'kept',
      LLMInferenceService: 'refused',
    });
  });
});
