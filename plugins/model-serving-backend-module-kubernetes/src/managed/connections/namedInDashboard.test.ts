import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { namedInDashboard, withoutConnection } from './namedInDashboard';

const KEY = 'opendatahub.io/connections';

function service(
  key: string | undefined,
  annotations?: Record<string, string>,
): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', ...(annotations && { annotations }) },
    spec: {
      predictor: {
        model: {
          modelFormat: { name: 'onnx' },
          ...(key && { storage: { key, path: 'iris' } }),
        },
      },
    },
  };
}

describe('namedInDashboard', () => {
  it.each`
    what                                       | key          | notes                 | before                                  | named
    ${'one that its storage names'}            | ${'bucket'}  | ${undefined}          | ${undefined}                            | ${'bucket'}
    ${'beside other annotations'}              | ${'bucket'}  | ${{ team: 'a' }}      | ${undefined}                            | ${'bucket'}
    ${'the new one, when the storage changed'} | ${'bucket'}  | ${{ [KEY]: 'other' }} | ${service('other', { [KEY]: 'other' })} | ${'bucket'}
    ${'what the service says itself'}          | ${'bucket'}  | ${{ [KEY]: 'login' }} | ${service('bucket')}                    | ${'login'}
    ${'none that is not the portal’s'}         | ${'theirs'}  | ${undefined}          | ${undefined}                            | ${undefined}
    ${'none without a storage'}                | ${undefined} | ${undefined}          | ${undefined}                            | ${undefined}
  `('names $what', ({ key, notes, before, named }) => {
    const own = [{ name: 'bucket' }, { name: 'other' }];
    const { metadata } = namedInDashboard(service(key, notes), own, before);
    expect(metadata.annotations?.[KEY]).toBe(named);
    expect(metadata.annotations).toEqual(
      named ? { ...notes, [KEY]: named } : notes,
    );
  });
});

describe('withoutConnection', () => {
  it('leaves all other annotations', () => {
    const { metadata } = withoutConnection(
      service('bucket', { [KEY]: 'bucket', team: 'a' }),
    );
    expect(metadata.annotations).toEqual({ team: 'a' });
  });
});
