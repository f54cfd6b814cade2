import { DeploymentForm, toInferenceService } from './toInferenceService';

const form: DeploymentForm = {
  name: 'iris',
  namespace: 'demo',
  title: 'Iris',
  format: { name: 'onnx', version: '1' },
};

describe('toInferenceService', () => {
  it('writes the smallest form as a KServe resource without empty fields', () => {
    expect(toInferenceService(form)).toEqual({
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name: 'iris',
        namespace: 'demo',
        annotations: {
          'openshift.io/display-name': 'Iris',
          'opendatahub.io/model-type': 'predictive',
        },
      },
      spec: {
        predictor: { model: { modelFormat: { name: 'onnx', version: '1' } } },
      },
    });
  });

  it.each`
    field                                    | value                                                                        | path                                                             | written
    ${'connection'}                          | ${{ connection: 'samples', path: 'iris' }}                                   | ${['spec', 'predictor', 'model', 'storage']}                     | ${{ key: 'samples', path: 'iris' }}
    ${'URI'}                                 | ${{ modelUri: 's3://models/iris' }}                                          | ${['spec', 'predictor', 'model', 'storageUri']}                  | ${'s3://models/iris'}
    ${'chosen runtime'}                      | ${{ runtime: 'greenroom-onnx' }}                                             | ${['spec', 'predictor', 'model', 'runtime']}                     | ${'greenroom-onnx'}
    ${'automatic runtime'}                   | ${{ runtime: '' }}                                                           | ${['spec', 'predictor', 'model', 'runtime']}                     | ${undefined}
    ${'fixed replicas'}                      | ${{ replicas: { min: 2 } }}                                                  | ${['spec', 'predictor', 'maxReplicas']}                          | ${2}
    ${'what scales'}                         | ${{ replicas: { min: 0, max: 3, metric: 'rps' } }}                           | ${['spec', 'predictor', 'scaleMetric']}                          | ${'rps'}
    ${'what usage scales'}                   | ${{ replicas: { min: 1, max: 3, metric: 'cpu' } }}                           | ${['spec', 'predictor', 'scaleMetric']}                          | ${'cpu'}
    ${'what each replica should have'}       | ${{ replicas: { min: 0, max: 3, target: 10 } }}                              | ${['spec', 'predictor', 'scaleTarget']}                          | ${10}
    ${'range of replicas'}                   | ${{ replicas: { min: 1, max: 3 } }}                                          | ${['spec', 'predictor', 'maxReplicas']}                          | ${3}
    ${'how it scales by requests'}           | ${{ scaling: { annotations: { 'autoscaling.knative.dev/window': '30s' } } }} | ${['metadata', 'annotations', 'autoscaling.knative.dev/window']} | ${'30s'}
    ${'how it scales by usage'}              | ${{ scaling: { behavior: { scaleUp: { selectPolicy: 'Min' } } } }}           | ${['spec', 'predictor', 'autoScaling']}                          | ${{ behavior: { scaleUp: { selectPolicy: 'Min' } } }}
    ${'nothing about scaling'}               | ${{ scaling: {} }}                                                           | ${['spec', 'predictor', 'autoScaling']}                          | ${undefined}
    ${'timeout'}                             | ${{ timeoutSeconds: 5 }}                                                     | ${['spec', 'predictor', 'timeout']}                              | ${5}
    ${'batches'}                             | ${{ batcher: { maxBatchSize: 8 } }}                                          | ${['spec', 'predictor', 'batcher']}                              | ${{ maxBatchSize: 8 }}
    ${'payload log'}                         | ${{ logger: { url: 'https://a/', mode: 'all' } }}                            | ${['spec', 'predictor', 'logger']}                               | ${{ url: 'https://a/', mode: 'all' }}
    ${'arguments'}                           | ${{ args: ['--threads=2'] }}                                                 | ${['spec', 'predictor', 'model', 'args']}                        | ${['--threads=2']}
    ${'no arguments'}                        | ${{ args: [] }}                                                              | ${['spec', 'predictor', 'model', 'args']}                        | ${undefined}
    ${'environment'}                         | ${{ env: [{ name: 'A', value: '1' }] }}                                      | ${['spec', 'predictor', 'model', 'env']}                         | ${[{ name: 'A', value: '1' }]}
    ${'accelerator without a size'}          | ${{ accelerator: { resource: 'nvidia.com/gpu', count: 1 } }}                 | ${['spec', 'predictor', 'model', 'resources', 'limits']}         | ${{ 'nvidia.com/gpu': '1' }}
    ${'accelerator: request equal to limit'} | ${{ accelerator: { resource: 'nvidia.com/gpu', count: 2 } }}                 | ${['spec', 'predictor', 'model', 'resources', 'requests']}       | ${{ 'nvidia.com/gpu': '2' }}
    ${'no accelerator'}                      | ${{ accelerator: { resource: 'x', count: 0 } }}                              | ${['spec', 'predictor', 'model', 'resources']}                   | ${undefined}
    ${'size'}                                | ${{ resources: { requests: { cpu: '1' }, limits: { cpu: '2' } } }}           | ${['spec', 'predictor', 'model', 'resources', 'limits']}         | ${{ cpu: '2' }}
    ${'no route'}                            | ${{ route: false }}                                                          | ${['metadata', 'labels']}                                        | ${{ 'networking.kserve.io/visibility': 'cluster-local' }}
    ${'route'}                               | ${{ route: true }}                                                           | ${['metadata', 'labels']}                                        | ${undefined}
  `('$field is written where KServe reads it', ({ value, path, written }) => {
    const resource = toInferenceService({ ...form, ...value }) as unknown;
    expect(
      (path as string[]).reduce<unknown>(
        (node, key) => (node as Record<string, unknown>)?.[key],
        resource,
      ),
    ).toEqual(written);
  });

  it.each`
    wish                                    | visibility   | auth
    ${{}}                                   | ${'exposed'} | ${'true'}
    ${{ route: true }}                      | ${'exposed'} | ${'true'}
    ${{ route: false }}                     | ${undefined} | ${'false'}
    ${{ route: false, requireToken: true }} | ${undefined} | ${'true'}
  `(
    'says to Open Data Hub for $wish: visibility $visibility, enable-auth $auth',
    ({ wish, visibility, auth }) => {
      const { metadata } = toInferenceService(
        { ...form, ...wish },
        { routeProfile: 'odh' },
      );
      expect(metadata.labels?.['networking.kserve.io/visibility']).toBe(
        visibility,
      );
      expect(
        metadata.annotations?.['security.opendatahub.io/enable-auth'],
      ).toBe(auth);
    },
  );

  it('names a hardware profile, whose amounts take the place of the size', () => {
    const resources = { requests: { cpu: '2' }, limits: { cpu: '4' } };
    const size = { requests: { cpu: '1' }, limits: { cpu: '1' } };
    const profile = { name: 'small', namespace: 'opendatahub' };
    const named = (hardwareProfile: object) =>
      toInferenceService({
        ...form,
        resources: size,
        hardwareProfile: { ...profile, ...hardwareProfile },
      });
    const { metadata, spec } = named({ resourceVersion: '7', resources });
    expect(metadata.annotations).toMatchObject({
      'opendatahub.io/hardware-profile-name': 'small',
      'opendatahub.io/hardware-profile-namespace': 'opendatahub',
      'opendatahub.io/hardware-profile-resource-version': '7',
    });
    expect(spec.predictor.model?.resources).toEqual(resources);
    expect(named({}).spec.predictor.model?.resources).toEqual(size);
  });

  it.each`
    type        | values                                        | path                         | written
    ${'s3'}     | ${{ AWS_S3_BUCKET: 'models' }}                | ${'iris'}                    | ${{ storage: { key: 'c', path: 'iris' } }}
    ${'uri-v1'} | ${{ URI: 'https://models.test/iris.tar.gz' }} | ${undefined}                 | ${{ storageUri: 'https://models.test/iris.tar.gz' }}
    ${'oci-v1'} | ${{ OCI_HOST: 'quay.io' }}                    | ${'team/iris:v1'}            | ${{ storageUri: 'oci://quay.io/team/iris:v1' }}
    ${'oci-v1'} | ${{ OCI_HOST: 'quay.io/team/' }}              | ${'iris:v1'}                 | ${{ storageUri: 'oci://quay.io/team/iris:v1' }}
    ${'oci-v1'} | ${{ OCI_HOST: 'quay.io' }}                    | ${'oci://quay.io/team/iris'} | ${{ storageUri: 'oci://quay.io/team/iris' }}
  `('a model behind a $type connection is written as $written', row => {
    const { type, values, path, written } = row;
    const { metadata, spec } = toInferenceService(
      { ...form, connection: 'c', path },
      { connection: { type, values } },
    );
    expect(spec.predictor.model).toEqual({
      modelFormat: form.format,
      ...written,
    });
    expect(spec.predictor.imagePullSecrets).toEqual(
      type === 'oci-v1' ? [{ name: 'c' }] : undefined,
    );
    expect(metadata.annotations).toMatchObject({
      'opendatahub.io/connections': 'c',
    });
    expect(metadata.annotations?.['opendatahub.io/connection-path']).toBe(
      type === 's3' ? path : undefined,
    );
  });
});
