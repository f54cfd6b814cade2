import type { V1Deployment } from '@kubernetes/client-node';
import { contentOf } from './contentOf';

const INTERNAL = 'internal.serving.kserve.io';

/** As KServe makes it. */
function deployment(
  annotations: Record<string, string>,
  containers: readonly object[] = [
    { name: 'agent', image: 'agent:1' },
    { name: 'kserve-container', image: 'server:2', command: ['serve'] },
  ],
  edition?: string,
): V1Deployment {
  return {
    metadata: {
      ...(edition && {
        annotations: { 'deployment.kubernetes.io/revision': edition },
      }),
    },
    spec: {
      selector: {},
      template: { metadata: { annotations }, spec: { containers } },
    },
  } as V1Deployment;
}

describe('contentOf', () => {
  it('names image and command of the server, and the model', () => {
    const source = `${INTERNAL}/storage-initializer-sourceuri`;
    expect(
      contentOf(deployment({ [source]: 's3://models/iris' }, undefined, '3')),
    ).toEqual({
      image: 'server:2',
      command: ['serve'],
      modelUri: 's3://models/iris',
      edition: 3,
    });
  });

  it.each`
    key          | storage
    ${'samples'} | ${{ key: 'samples', path: 'iris/v2' }}
    ${undefined} | ${{ path: 'iris/v2' }}
  `(
    'has no address of a model whose storage key is $key',
    ({ key, storage }) => {
      expect(
        contentOf(
          deployment({
            [`${INTERNAL}/storage-initializer-sourceuri`]:
              '<scheme-placeholder>://iris/v2',
            ...(key && { [`${INTERNAL}/storage-spec-key`]: key }),
          }),
        ),
      ).toEqual({ image: 'server:2', command: ['serve'], storage });
    },
  );

  it('takes the first container where none has the name', () => {
    expect(contentOf(deployment({}, [{ name: 'x', image: 'own:1' }]))).toEqual({
      image: 'own:1',
    });
  });

  it('says nothing of what says nothing', () => {
    expect(contentOf(deployment({}, [], 'x'))).toEqual({});
  });
});
