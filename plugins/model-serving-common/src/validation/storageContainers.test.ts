import { ClusterStorageContainer } from '../resources';
import { ValidationResult } from './validateInferenceService';
import {
  selectStorageContainer,
  validateClusterStorageContainer,
} from './storageContainers';

const API = 'serving.kserve.io/v1alpha1';
const messages = ({ errors }: ValidationResult) =>
  errors.map(({ path, message }) => `${path}: ${message}`);

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
