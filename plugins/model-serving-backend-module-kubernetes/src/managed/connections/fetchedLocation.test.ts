import type { V1Pod } from '@kubernetes/client-node';
import { fetchedLocation } from './fetchedLocation';

const pod = (uri: string | undefined, minute = 0): V1Pod => ({
  metadata: {
    name: `iris-${minute}`,
    creationTimestamp: new Date(Date.UTC(2026, 10, 21, 12, minute)),
  },
  spec: {
    containers: [],
    initContainers: [
      { name: 'prepare', args: ['s3://not/this'] },
      ...(uri
        ? [{ name: 'storage-initializer', args: [uri, '/mnt/models'] }]
        : []),
    ],
  },
});

describe('fetchedLocation', () => {
  it.each`
    what                                | pods                                            | is
    ${'bucket and path'}                | ${[pod('s3://models/iris')]}                    | ${'s3://models/iris'}
    ${'the newest of several'}          | ${[pod('s3://m/new', 2), pod('s3://m/old', 1)]} | ${'s3://m/new'}
    ${'the newest, whatever the order'} | ${[pod('s3://m/old', 1), pod('s3://m/new', 2)]} | ${'s3://m/new'}
    ${'nothing that has a login in it'} | ${[pod('webhdfs://me:secret@host/iris')]}       | ${undefined}
    ${'nothing before KServe knows it'} | ${[pod('<scheme-placeholder>://iris')]}         | ${undefined}
    ${'nothing of another kind'}        | ${[pod('https://models.example/iris')]}         | ${undefined}
    ${'nothing that is not fetched'}    | ${[pod(undefined)]}                             | ${undefined}
    ${'nothing without pods'}           | ${[]}                                           | ${undefined}
  `('tells $what', ({ pods, is }) => {
    expect(fetchedLocation(pods)).toBe(is);
  });
});
