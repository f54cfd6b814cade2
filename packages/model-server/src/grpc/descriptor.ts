import type { fromJSON } from '@grpc/proto-loader';

type Descriptor = Parameters<typeof fromJSON>[0];

const string = (id: number) => ({ type: 'string', id });
const bool = (id: number) => ({ type: 'bool', id });
const message = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({
  rule: 'repeated',
  type,
  id,
});
const parameters = (id: number) => ({
  keyType: 'string',
  type: 'InferParameter',
  id,
});

/** Unary methods by name; each has a request and a response message named after it. */
const METHODS = [
  'ServerLive',
  'ServerReady',
  'ModelReady',
  'ServerMetadata',
  'ModelMetadata',
  'ModelInfer',
  'RepositoryModelLoad',
  'RepositoryModelUnload',
] as const;

/**
 * The wire contract of `inference.GRPCInferenceService` as a protobuf descriptor.
 *
 * A module rather than a .proto file, so that the bundled program is one file and parses nothing at start.
 * Source of names and numbers: the Open Inference Protocol's grpc_predict_v2.proto, with KServe's repository methods.
 */
export const DESCRIPTOR: Descriptor = {
  options: { syntax: 'proto3' },
  nested: {
    inference: {
      nested: {
        GRPCInferenceService: {
          methods: Object.fromEntries(
            METHODS.map(name => [
              name,
              {
                requestType: `${name}Request`,
                responseType: `${name}Response`,
                comment: '',
              },
            ]),
          ),
        },
        ServerLiveRequest: { fields: {} },
        ServerLiveResponse: { fields: { live: bool(1) } },
        ServerReadyRequest: { fields: {} },
        ServerReadyResponse: { fields: { ready: bool(1) } },
        ModelReadyRequest: { fields: { name: string(1), version: string(2) } },
        ModelReadyResponse: { fields: { ready: bool(1) } },
        ServerMetadataRequest: { fields: {} },
        ServerMetadataResponse: {
          fields: {
            name: string(1),
            version: string(2),
            extensions: repeated('string', 3),
          },
        },
        ModelMetadataRequest: {
          fields: { name: string(1), version: string(2) },
        },
        ModelMetadataResponse: {
          fields: {
            name: string(1),
            versions: repeated('string', 2),
            platform: string(3),
            inputs: repeated('TensorMetadata', 4),
            outputs: repeated('TensorMetadata', 5),
          },
          nested: {
            TensorMetadata: {
              fields: {
                name: string(1),
                datatype: string(2),
                shape: repeated('int64', 3),
              },
            },
          },
        },
        ModelInferRequest: {
          fields: {
            model_name: string(1),
            model_version: string(2),
            id: string(3),
            parameters: parameters(4),
            inputs: repeated('InferInputTensor', 5),
            outputs: repeated('InferRequestedOutputTensor', 6),
            raw_input_contents: repeated('bytes', 7),
          },
          nested: {
            InferInputTensor: {
              fields: {
                name: string(1),
                datatype: string(2),
                shape: repeated('int64', 3),
                parameters: parameters(4),
                contents: message('InferTensorContents', 5),
              },
            },
            InferRequestedOutputTensor: {
              fields: { name: string(1), parameters: parameters(2) },
            },
          },
        },
        ModelInferResponse: {
          fields: {
            model_name: string(1),
            model_version: string(2),
            id: string(3),
            parameters: parameters(4),
            outputs: repeated('InferOutputTensor', 5),
            raw_output_contents: repeated('bytes', 6),
          },
          nested: {
            InferOutputTensor: {
              fields: {
                name: string(1),
                datatype: string(2),
                shape: repeated('int64', 3),
                parameters: parameters(4),
                contents: message('InferTensorContents', 5),
              },
            },
          },
        },
        InferParameter: {
          oneofs: {
            parameter_choice: {
              oneof: ['bool_param', 'int64_param', 'string_param'],
            },
          },
          fields: {
            bool_param: bool(1),
            int64_param: message('int64', 2),
            string_param: string(3),
          },
        },
        InferTensorContents: {
          fields: {
            bool_contents: repeated('bool', 1),
            int_contents: repeated('int32', 2),
            int64_contents: repeated('int64', 3),
            uint_contents: repeated('uint32', 4),
            uint64_contents: repeated('uint64', 5),
            fp32_contents: repeated('float', 6),
            fp64_contents: repeated('double', 7),
            bytes_contents: repeated('bytes', 8),
          },
        },
        RepositoryModelLoadRequest: { fields: { model_name: string(1) } },
        RepositoryModelLoadResponse: {
          fields: { model_name: string(1), isLoaded: bool(2) },
        },
        RepositoryModelUnloadRequest: { fields: { model_name: string(1) } },
        RepositoryModelUnloadResponse: {
          fields: { model_name: string(1), isUnloaded: bool(2) },
        },
      },
    },
  },
};
