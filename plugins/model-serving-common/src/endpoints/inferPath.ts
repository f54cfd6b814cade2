import { Protocol } from '../resources';

/**
 * Path of a prediction below a service's base address: `/v1/models/iris:predict`, `/v2/models/iris/infer`, or the gRPC
 * method. Source: screens §7.
 * @public
 */
export function inferPath(protocol: Protocol, modelName: string): string {
  switch (protocol) {
    case 'v1':
      return `/v1/models/${encodeURIComponent(modelName)}:predict`;
    case 'v2':
      return `/v2/models/${encodeURIComponent(modelName)}/infer`;
    case 'grpc-v1':
      return '/tensorflow.serving.PredictionService/Predict';
    default:
      return '/inference.GRPCInferenceService/ModelInfer';
  }
}

/**
 * Path of an explanation below a service's base address: `/v1/models/iris:explain`. KServe has it for V1 only. Source:
 * kserve-resources §1.
 * @public
 */
export function explainPath(modelName: string): string {
  return `/v1/models/${encodeURIComponent(modelName)}:explain`;
}

/** Whether a protocol is gRPC. */
export function isGrpc(protocol: Protocol): boolean {
  return protocol === 'grpc-v1' || protocol === 'grpc-v2';
}
