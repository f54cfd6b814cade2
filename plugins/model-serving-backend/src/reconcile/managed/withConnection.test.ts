import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { withConnection } from './withConnection';

function service(path?: string, notes?: Record<string, string>) {
  const iris: InferenceService = {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo', annotations: { ...notes } },
    spec: {
      predictor: {
        model: {
          modelFormat: { name: 'onnx' },
          storage: { key: 'bucket', ...(path && { path }) },
        },
      },
    },
  };
  return iris;
}

const image = {
  section: 'container',
  name: 'image',
  value: 'onnx',
  origin: 'runtime',
} as const;
const bucket = { name: 'bucket', type: 's3', typeName: 's3' } as const;
const PATH = 'opendatahub.io/connection-path';

describe('withConnection', () => {
  it.each`
    what                               | connection                                                | modelUri          | iris                               | told
    ${'a bucket with its path'}        | ${bucket}                                                 | ${undefined}      | ${service('iris/1')}               | ${['connection bucket', 'connectionType S3-compatible bucket', 'modelLocation iris/1 (in its bucket)']}
    ${'the path of the annotation'}    | ${bucket}                                                 | ${undefined}      | ${service('', { [PATH]: 'iris' })} | ${['connection bucket', 'connectionType S3-compatible bucket', 'modelLocation iris (in its bucket)']}
    ${'the bucket, where it is known'} | ${bucket}                                                 | ${'s3://m/iris'}  | ${service('iris')}                 | ${['connection bucket', 'connectionType S3-compatible bucket', 'modelLocation s3://m/iris']}
    ${'what people call it'}           | ${{ ...bucket, title: 'My bucket' }}                      | ${'s3://m/iris'}  | ${service('iris')}                 | ${['connection My bucket (bucket)', 'connectionType S3-compatible bucket', 'modelLocation s3://m/iris']}
    ${'a type by its protocol'}        | ${{ name: 'login', type: 'oci-v1', typeName: 'oci' }}     | ${'oci://h/iris'} | ${service()}                       | ${['connection login', 'connectionType OCI registry', 'modelLocation oci://h/iris']}
    ${'a type of the cluster’s own'}   | ${{ name: 'bucket', type: 's3', typeName: 'our-bucket' }} | ${undefined}      | ${service()}                       | ${['connection bucket', 'connectionType S3-compatible bucket (our-bucket)']}
    ${'a type that serves no model'}   | ${{ name: 'db', typeName: 'postgres' }}                   | ${undefined}      | ${service()}                       | ${['connection db', 'connectionType postgres']}
    ${'that there is no Secret'}       | ${{ name: 'bucket', problem: 'there is no such Secret' }} | ${undefined}      | ${service()}                       | ${['connection bucket (there is no such Secret)']}
    ${'nothing of none'}               | ${undefined}                                              | ${'s3://m/iris'}  | ${service()}                       | ${[]}
  `('tells $what', ({ connection, modelUri, iris, told }) => {
    const input = { service: iris, connection, modelUri };
    const lines = withConnection([image], input);
    expect(lines[0]).toEqual(image);
    expect(lines.slice(1).map(({ name, value }) => `${name} ${value}`)).toEqual(
      told,
    );
    // Again over what is kept
    expect(withConnection(lines, input)).toEqual(lines);
  });
});
