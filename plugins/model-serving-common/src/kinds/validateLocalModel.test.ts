import { LocalModelCache, LocalModelNamespaceCache } from '../resources';
import { Profile } from '../settings';
import { ValidationResult } from '../validation/validateInferenceService';
import {
  validateLocalModelCache,
  validateLocalModelNodeGroup,
} from './validateLocalModel';

const API = 'serving.kserve.io/v1alpha1';
const messages = ({ errors }: ValidationResult) =>
  errors.map(({ path, message }) => `${path}: ${message}`);

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
