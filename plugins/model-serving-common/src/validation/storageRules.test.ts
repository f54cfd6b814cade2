import {
  validate,
  errorsOf,
  warningsOf,
  predictor,
  model,
  uri,
  path,
  annotated,
  M,
} from '../__fixtures__/validation';
import { InferenceService } from '../resources';

describe('where the model lies', () => {
  it.each`
    place                             | service                                           | says
    ${'a path'}                       | ${path('models/iris')}                            | ${undefined}
    ${'a path with a leading slash'}  | ${path('/models/iris')}                           | ${undefined}
    ${'the root'}                     | ${path('/')}                                      | ${'a path inside the bucket is required'}
    ${'no path'}                      | ${path('')}                                       | ${'a path inside the bucket is required'}
    ${'a double slash'}               | ${path('a//b')}                                   | ${'the path must not contain //'}
    ${'a way up'}                     | ${path('a/../b')}                                 | ${'the path must not contain . or .. as a part'}
    ${'a blank'}                      | ${path('a b')}                                    | ${'the path may only hold letters, digits and - _ . /'}
    ${'an unknown connection'}        | ${model({ storage: { key: 'gone', path: 'a' } })} | ${'there is no connection "gone" in the project "demo"'}
    ${'one without a bucket'}         | ${model({ storage: { key: 'web', path: 'a' } })}  | ${'the connection "web" is of type uri-v1; a path needs one with a bucket (s3)'}
    ${'a path without connection'}    | ${model({ storage: { path: 'a' } })}              | ${'is required with storage.path: the connection whose bucket holds the path'}
    ${'two places'}                   | ${model({ storageUri: 's3://b/p' })}              | ${'must provide only one of storageUri and storage.path'}
    ${'an S3 URI'}                    | ${uri('s3://bucket/models/iris')}                 | ${undefined}
    ${'an S3 URI without a path'}     | ${uri('s3://bucket')}                             | ${'s3://bucket: a path inside the bucket is required'}
    ${'an S3 URI without a bucket'}   | ${uri('s3:///a')}                                 | ${'s3:///a: the bucket is missing'}
    ${'a URL'}                        | ${uri('https://example.com/m.onnx')}              | ${undefined}
    ${'a scheme nobody fetches here'} | ${uri('gs://bucket/m')}                           | ${'this cluster cannot fetch gs:// models; it fetches s3://, https://, file://'}
    ${'an empty one'}                 | ${uri('  ')}                                      | ${'is empty; name where the model lies, or leave it out'}
  `('$place: $says', ({ service, says }) => {
    const messages = validate({ service }).errors.map(e => e.message);
    expect(messages).toEqual(says === undefined ? [] : [says]);
  });

  it('may stand in annotations of Open Data Hub', () => {
    const service = (s: InferenceService) => {
      model({ storage: undefined })(s);
      annotated({
        'opendatahub.io/connections': 'gone',
        'opendatahub.io/connection-path': 'iris',
      })(s);
    };
    expect(errorsOf({ service })).toEqual([
      'metadata.annotations[opendatahub.io/connections]: there is no connection "gone" in the project "demo"',
    ]);
  });

  it('warns of an untested connection and of no model at all', () => {
    expect(
      warningsOf({
        service: model({ storage: { key: 'untested', path: 'a' } }),
      }),
    ).toEqual([
      `${M}.storage.key: the connection "untested" has not passed a test; the model may not be fetched`,
    ]);
    expect(warningsOf({ service: model({ storage: undefined }) })).toEqual([
      `${M}: no model location is given; the server starts without a model`,
    ]);
  });

  it('is a warning in KServe, in its words', () => {
    const result = validate({
      service: uri('custom://x'),
      profile: 'kserve',
    });
    expect(result.errors).toEqual([]);
    expect(result.warnings[0].message).toBe(
      'StorageURI not supported: storageUri, must be one of: [gs://, s3://, pvc://, file://, https://, http://, hdfs://, webhdfs://, oci://, oci+native://, oci+fetch://, hf://] or match https://{}.blob.core.windows.net/{}/{} or be an absolute or relative local path. StorageUri [custom://x] is not supported',
    );
  });

  it.each`
    entries                                                                                               | says
    ${[{ uri: 's3://a/b', mountPath: '/mnt/models/1' }, { uri: 's3://a/c', mountPath: '/mnt/models/2' }]} | ${undefined}
    ${[{ uri: 's3://a/b', mountPath: 'mnt/models' }]}                                                     | ${'storage path must be absolute: mnt/models'}
    ${[{ uri: 's3://a/b', mountPath: '/' }]}                                                              | ${'storage path cannot be empty'}
    ${[{ uri: 's3://a/b', mountPath: '/mnt/../etc' }]}                                                    | ${"storage path cannot contain '..' for security reasons: /mnt/../etc"}
    ${[{ uri: '' }]}                                                                                      | ${'storage URI cannot be empty'}
    ${[{ uri: 's3://a/b', mountPath: '/mnt/models' }, { uri: 's3://a/c', mountPath: '/opt/models' }]}     | ${'storage paths must have a common parent directory. Current paths: [/mnt/models /opt/models] have no common parent beyond root'}
    ${[{ uri: 'pvc://a/b', mountPath: '/mnt/a' }, { uri: 'pvc://b/c', mountPath: '/mnt/a' }]}             | ${'PVC storage paths must be unique'}
  `('several downloads $entries: $says', ({ entries, says }) => {
    const service = (s: InferenceService) => {
      model({ storage: undefined })(s);
      predictor({ storageUris: entries })(s);
    };
    const messages = validate({ service }).errors.map(e => e.message);
    expect(messages).toEqual(says === undefined ? [] : [says]);
  });

  it('not in two forms', () => {
    const service = (s: InferenceService) => {
      uri('s3://a/b')(s);
      predictor({ storageUris: [{ uri: 's3://a/c' }] })(s);
    };
    expect(validate({ service }).errors[0].message).toBe(
      'Setting both StorageURI and StorageURIs is not supported.',
    );
  });
});
