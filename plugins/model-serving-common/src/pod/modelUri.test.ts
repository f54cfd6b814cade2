import { irisService } from '../__fixtures__';
import { isStopped } from './isStopped';
import { modelUriOf, resolveModelUri } from './modelUri';

describe('modelUriOf', () => {
  it.each`
    situation                               | model                                                                         | annotations                                                                             | location                                     | uri
    ${'a storage spec'}                     | ${{ storage: { key: 'models', path: '/iris/1' } }}                            | ${{}}                                                                                   | ${{ connection: 'models', path: 'iris/1' }}  | ${'s3://bucket-of-models/iris/1'}
    ${'a URI'}                              | ${{ storageUri: ' s3://b/p ' }}                                               | ${{}}                                                                                   | ${{ uri: 's3://b/p' }}                       | ${'s3://b/p'}
    ${'a URI with credentials'}             | ${{ storageUri: 's3://b/p' }}                                                 | ${{ 'opendatahub.io/connections': 'models' }}                                           | ${{ uri: 's3://b/p', connection: 'models' }} | ${'s3://b/p'}
    ${'a URI with a Secret of KServe'}      | ${{ storageUri: 'hf://a/b' }}                                                 | ${{ 'serving.kserve.io/storageSecretName': 'hub' }}                                     | ${{ uri: 'hf://a/b', connection: 'hub' }}    | ${'hf://a/b'}
    ${'annotations of Open Data Hub'}       | ${{}}                                                                         | ${{ 'opendatahub.io/connections': 'models', 'opendatahub.io/connection-path': 'iris' }} | ${{ connection: 'models', path: 'iris' }}    | ${'s3://bucket-of-models/iris'}
    ${"the user's path before annotations"} | ${{ storage: { path: 'mine' } }}                                              | ${{ 'opendatahub.io/connections': 'models', 'opendatahub.io/connection-path': 'iris' }} | ${{ connection: 'models', path: 'mine' }}    | ${'s3://bucket-of-models/mine'}
    ${'a bucket of its own'}                | ${{ storage: { key: 'models', path: 'p', parameters: { bucket: 'other' } } }} | ${{}}                                                                                   | ${{ connection: 'models', path: 'p' }}       | ${'s3://other/p'}
    ${'a connection without a bucket'}      | ${{ storage: { key: 'gone', path: 'p' } }}                                    | ${{}}                                                                                   | ${{ connection: 'gone', path: 'p' }}         | ${undefined}
    ${'no model'}                           | ${{}}                                                                         | ${{}}                                                                                   | ${{}}                                        | ${undefined}
  `('$situation', ({ model, annotations, location, uri }) => {
    const service = irisService(s => {
      s.metadata.annotations = annotations;
      s.spec.predictor.model = { modelFormat: { name: 'onnx' }, ...model };
    });
    expect(modelUriOf(service)).toEqual(location);
    const bucketOf = (name: string) =>
      name === 'models' ? 'bucket-of-models' : undefined;
    expect(resolveModelUri({ service, bucketOf })).toBe(uri);
  });
});

describe('isStopped', () => {
  it.each`
    value        | stopped
    ${'true'}    | ${true}
    ${'TRUE'}    | ${true}
    ${'false'}   | ${false}
    ${''}        | ${false}
    ${'yes'}     | ${false}
    ${undefined} | ${false}
  `('$value: $stopped', ({ value, stopped }) => {
    const service = irisService(s => {
      s.metadata.annotations = { 'serving.kserve.io/stop': value };
    });
    expect(isStopped(service)).toBe(stopped);
  });
});
