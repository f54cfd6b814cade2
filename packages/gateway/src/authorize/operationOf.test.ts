import { operationOf } from './operationOf';

const grpc = '/inference.GRPCInferenceService';

describe('operationOf', () => {
  it.each`
    method      | path                                       | operation
    ${'POST'}   | ${'/v2/models/iris/infer'}                 | ${'infer'}
    ${'POST'}   | ${'/v2/models/iris/infer?x=/v2/health'}    | ${'infer'}
    ${'POST'}   | ${'/v1/models/iris:predict'}               | ${'infer'}
    ${'POST'}   | ${'/v1/models/iris:explain'}               | ${'infer'}
    ${'POST'}   | ${'/v1/chat/completions'}                  | ${'infer'}
    ${'POST'}   | ${'/'}                                     | ${'infer'}
    ${'GET'}    | ${'/anything/of/its/own'}                  | ${'infer'}
    ${'DELETE'} | ${'/v2/models/iris'}                       | ${'infer'}
    ${'POST'}   | ${`${grpc}/ModelInfer`}                    | ${'infer'}
    ${'POST'}   | ${`${grpc}/ModelStreamInfer`}              | ${'infer'}
    ${'GET'}    | ${'/v2'}                                   | ${'metadata'}
    ${'GET'}    | ${'/v2/models/iris'}                       | ${'metadata'}
    ${'HEAD'}   | ${'/v2/models/iris/versions/1'}            | ${'metadata'}
    ${'GET'}    | ${'/v1/models'}                            | ${'metadata'}
    ${'GET'}    | ${'/v1/models/iris'}                       | ${'metadata'}
    ${'GET'}    | ${'/openai/v1/models'}                     | ${'metadata'}
    ${'POST'}   | ${'/v2/repository/index'}                  | ${'metadata'}
    ${'POST'}   | ${`${grpc}/ModelMetadata`}                 | ${'metadata'}
    ${'GET'}    | ${'/v2/health/ready'}                      | ${'health'}
    ${'GET'}    | ${'/v2/health/live?verbose'}               | ${'health'}
    ${'HEAD'}   | ${'/v2/models/iris/ready'}                 | ${'health'}
    ${'POST'}   | ${`${grpc}/ServerReady`}                   | ${'health'}
    ${'POST'}   | ${'/v2/health/ready'}                      | ${'infer'}
    ${'GET'}    | ${'/v2/health/ready/'}                     | ${'infer'}
    ${'GET'}    | ${'/v2/models/../ready'}                   | ${'infer'}
    ${'GET'}    | ${'/v2/models/a%2F..%2Fsecret/ready'}      | ${'infer'}
    ${'GET'}    | ${'//v2/health/ready'}                     | ${'infer'}
    ${'POST'}   | ${'/v2/repository/models/iris/unload'}     | ${'manage'}
    ${'PUT'}    | ${'/v2/repository/models/iris/load'}       | ${'manage'}
    ${'POST'}   | ${'/v2/%72epository/models/iris/unload'}   | ${'manage'}
    ${'POST'}   | ${'/v2/%2572epository/models/iris/unload'} | ${'manage'}
    ${'POST'}   | ${'//v2//repository/models/iris/unload'}   | ${'manage'}
    ${'POST'}   | ${'/v2/x/../repository/models/iris/load'}  | ${'manage'}
    ${'POST'}   | ${'/v2\\repository/models/iris/load'}      | ${'manage'}
    ${'POST'}   | ${`${grpc}/RepositoryModelUnload`}         | ${'manage'}
  `('$method $path is $operation', ({ method, path, operation }) => {
    expect(operationOf(method, path)).toBe(operation);
  });
});
