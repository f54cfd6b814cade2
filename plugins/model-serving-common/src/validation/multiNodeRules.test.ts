import {
  annotated,
  errorsOf,
  M,
  scaler,
  validate,
} from '../__fixtures__/validation';
import { InferenceService } from '../resources';

const W = 'spec.predictor.workerSpec';
const IS_INVALID = 'the InferenceService "iris" is invalid: ';

function service(
  change: { model?: object; workerSpec?: object; notes?: object } = {},
) {
  return (s: InferenceService) => {
    annotated({ [scaler]: 'none', ...change.notes })(s);
    s.spec.predictor = {
      model: {
        modelFormat: { name: 'huggingface' },
        storageUri: 'pvc://claim/model',
        ...change.model,
      },
      workerSpec: { ...change.workerSpec },
    };
  };
}

describe('several nodes', () => {
  const gpu = { resources: { limits: { 'nvidia.com/gpu': '1', cpu: '1' } } };
  const own = { resources: { limits: { 'example.com/gpu': '1' } } };
  const types = 'serving.kserve.io/gpu-resource-types';
  it.each`
    situation                        | change                                                       | says
    ${'a good one'}                  | ${{}}                                                        | ${undefined}
    ${'an image'}                    | ${{ model: { storageUri: 'oci://a/b' } }}                    | ${undefined}
    ${'known GPUs'}                  | ${{ model: gpu, workerSpec: { containers: [gpu] } }}         | ${undefined}
    ${'GPUs that the service names'} | ${{ model: own, notes: { [types]: '["example.com/gpu"]' } }} | ${undefined}
    ${'two worker containers'}       | ${{ workerSpec: { containers: [{}, {}] } }}                  | ${`${W}.containers: ${IS_INVALID}setting multiple containers in workerSpec is not allowed`}
    ${'a computed variable'}         | ${{ model: { env: [{ name: 'TENSOR_PARALLEL_SIZE' }] } }}    | ${`${M}.env: ${IS_INVALID}setting TENSOR_PARALLEL_SIZE in environment variables is not allowed`}
    ${'an unknown GPU'}              | ${{ model: own }}                                            | ${`${M}.resources: ${IS_INVALID}Unknown GPU resource type. Set 'serving.kserve.io/gpu-resource-types' annotation to use custom gpu resource type`}
    ${'an unknown GPU of a worker'}  | ${{ workerSpec: { containers: [own] } }}                     | ${`${W}.containers[0].resources: ${IS_INVALID}Unknown GPU resource type. Set 'serving.kserve.io/gpu-resource-types' annotation to use custom gpu resource type`}
    ${'no list of GPUs'}             | ${{ model: own, notes: { [types]: 'example.com/gpu' } }}     | ${`${M}.resources: ${IS_INVALID}Unknown GPU resource type. Set 'serving.kserve.io/gpu-resource-types' annotation to use custom gpu resource type`}
    ${'no URI'}                      | ${{ model: { storageUri: undefined } }}                      | ${`${M}.storageUri: ${IS_INVALID}StorageURI must be set for multinode enabled`}
    ${'a bucket'}                    | ${{ model: { storageUri: 's3://test' } }}                    | ${`${M}.storageUri: ${IS_INVALID}Multinode only supports 'pvc' and 'oci' Storage Protocol(s3)`}
    ${'a scaler'}                    | ${{ notes: { [scaler]: 'hpa' } }}                            | ${`metadata.annotations[${scaler}]: ${IS_INVALID}Multinode only supports 'none' autoscaler(hpa)`}
    ${'no scaler class'}             | ${{ notes: { [scaler]: undefined } }}                        | ${`metadata.annotations[${scaler}]: ${IS_INVALID}Multinode only supports 'none' autoscaler()`}
    ${'no pipeline'}                 | ${{ workerSpec: { pipelineParallelSize: 0 } }}               | ${`${W}.pipelineParallelSize: ${IS_INVALID}WorkerSpec.PipelineParallelSize cannot be less than 1(0)`}
    ${'no tensor'}                   | ${{ workerSpec: { tensorParallelSize: -1 } }}                | ${`${W}.tensorParallelSize: ${IS_INVALID}WorkerSpec.TensorParallelSize cannot be less than 1(-1)`}
  `('$situation', ({ change, says }) => {
    expect(errorsOf({ service: service(change), profile: 'kserve' })).toEqual(
      says === undefined ? [] : [says],
    );
  });

  it('takes GPUs that the cluster names', () => {
    expect(
      validate({
        service: service({ model: own }),
        profile: 'kserve',
        settings: { customGpuTypes: ['example.com/gpu'] },
      }).errors,
    ).toEqual([]);
  });
});
