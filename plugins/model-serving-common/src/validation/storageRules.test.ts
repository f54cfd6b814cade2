import { onnxRuntime } from '../__fixtures__';
import {
  validate,
  errorsOf,
  rulesOf,
  warningsOf,
  predictor,
  model,
  uri,
  path,
  annotated,
  M,
} from '../__fixtures__/validation';
import { ClusterStorageContainer, InferenceService } from '../resources';

/** KServe asks for v1 where no protocol is named. */
const v1Runtime = onnxRuntime(runtime => {
  runtime.spec.protocolVersions = ['v1'];
});

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
    ${'a connection that is a URI'}   | ${model({ storage: { key: 'web' } })}             | ${undefined}
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

  it('warns of keys that only KServe takes from a service account', () => {
    const opened = (more: object) => (s: InferenceService) => {
      model({ storage: undefined, ...more })(s);
      s.spec.predictor.serviceAccountName = 'model-reader';
    };
    const of = (uri_: string) =>
      warningsOf({ service: opened({ storageUri: uri_ }) });
    expect(of('s3://bucket/iris')).toEqual([
      'spec.predictor.serviceAccountName: the keys in its Secrets do not fetch the model here, as they do with KServe: name a connection of the project in model.storage.key, unless anybody may read the model',
    ]);
    expect(of('file:///models/iris')).toEqual([]);
    expect(
      warningsOf({
        service: opened({ storageUri: 's3://bucket/iris' }),
        profile: 'kserve',
      }),
    ).not.toContainEqual(expect.stringContaining('serviceAccountName'));
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
    profile        | entries                                                                                                                                                                   | says
    ${'kserve'}    | ${[{ uri: 's3://a/b', mountPath: '/mnt/models/model1' }, { uri: 's3://a/c', mountPath: '/mnt/models/model2' }]}                                                           | ${undefined}
    ${'kserve'}    | ${[{ uri: 's3://a/b', mountPath: 'mnt/models' }]}                                                                                                                         | ${'storage path must be absolute: mnt/models'}
    ${'greenroom'} | ${[{ uri: 's3://a/b', mountPath: 'mnt/models' }]}                                                                                                                         | ${'storage path must be absolute: mnt/models'}
    ${'kserve'}    | ${[{ uri: 's3://a/b', mountPath: '/' }]}                                                                                                                                  | ${'storage path cannot be empty'}
    ${'kserve'}    | ${[{ uri: 's3://a/b', mountPath: '/mnt/../etc' }]}                                                                                                                        | ${"storage path cannot contain '..' for security reasons: /mnt/../etc"}
    ${'kserve'}    | ${[{ uri: '' }]}                                                                                                                                                          | ${'storage URI cannot be empty'}
    ${'kserve'}    | ${[{ uri: 's3://a/b', mountPath: '/mnt/models' }, { uri: 's3://a/c', mountPath: '/opt/models' }]}                                                                         | ${'storage paths must have a common parent directory. Current paths: [/mnt/models /opt/models] have no common parent beyond root'}
    ${'greenroom'} | ${[{ uri: 'pvc://a/b', mountPath: '/mnt/a' }, { uri: 'pvc://b/c', mountPath: '/mnt/a' }]}                                                                                 | ${'PVC storage paths must be unique'}
    ${'kserve'}    | ${[{ uri: 'pvc://a/b', mountPath: '/mnt/a' }, { uri: 'pvc://b/c', mountPath: '/mnt/a' }]}                                                                                 | ${undefined}
    ${'kserve'}    | ${[{ uri: 'pvc://a/b', mountPath: '/mnt/a' }, { uri: 'pvc://b/c', mountPath: '/mnt/a' }, { uri: 's3://a', mountPath: '/mnt/b' }, { uri: 's3://b', mountPath: '/mnt/c' }]} | ${'PVC storage paths must be unique'}
  `('$profile, several downloads $entries: $says', row => {
    const service = (s: InferenceService) => {
      model({ storage: undefined })(s);
      predictor({ storageUris: row.entries })(s);
    };
    expect(rulesOf({ service, profile: row.profile })).toEqual(
      row.says === undefined ? [] : [row.says],
    );
  });

  it.each(['transformer', 'explainer'] as const)('also of the %s', name => {
    const service = (s: InferenceService) => {
      s.spec[name] = {
        containers: [{ image: 'a:1' }],
        storageUris: [{ uri: 's3://a/b', mountPath: 'x' }],
      };
    };
    expect(errorsOf({ service, profile: 'kserve' })).toEqual([
      `spec.${name}.storageUris[0].mountPath: storage path must be absolute: x`,
    ]);
  });

  describe('fetched by a container of the cluster', () => {
    const container = (change: object = {}): ClusterStorageContainer => ({
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'ClusterStorageContainer',
      metadata: { name: 'custom' },
      spec: { container: {}, supportedUriFormats: [{ prefix: 'custom://' }] },
      ...change,
    });
    it.each`
      containers                         | chosen       | says
      ${[]}                              | ${undefined} | ${/^StorageURI not supported/}
      ${[container()]}                   | ${undefined} | ${/^nothing$/}
      ${[container({ disabled: true })]} | ${undefined} | ${/^StorageURI not supported/}
      ${[container()]}                   | ${'custom'}  | ${/^nothing$/}
      ${[container({ disabled: true })]} | ${'custom'}  | ${/^ClusterStorageContainer "custom" is disabled$/}
      ${[]}                              | ${'custom'}  | ${/^ClusterStorageContainer "custom" not found$/}
    `('$containers, chosen $chosen: $says', ({ containers, chosen, says }) => {
      const service = (s: InferenceService) => {
        uri('custom://x')(s);
        if (chosen) predictor({ storageContainerName: chosen })(s);
      };
      const { errors, warnings } = validate({
        service,
        profile: 'kserve',
        facts: { storageContainers: containers, runtimes: [v1Runtime] },
      });
      expect(errors).toEqual([]);
      const [warning = { message: 'nothing' }] = warnings;
      expect(warning.message).toMatch(says);
    });
  });

  it.each(['hdfs://', 'foo', '', 'https://a.blob.core.windows.net/b/c'])(
    'KServe takes "%s"',
    storageUri => {
      const service = uri(storageUri);
      const facts = { runtimes: [v1Runtime] };
      expect(validate({ service, profile: 'kserve', facts })).toEqual({
        errors: [],
        warnings: [],
      });
    },
  );

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
