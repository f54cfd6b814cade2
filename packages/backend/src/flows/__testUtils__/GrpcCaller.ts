import {
  Client,
  credentials,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { fromJSON, type ServiceDefinition } from '@grpc/proto-loader';

/** A tensor of a call: 32-bit floats or 64-bit integers. */
export interface GrpcTensor {
  readonly name: string;
  readonly datatype: string;
  /** Texts where it was answered: the wire has 64 bits. */
  readonly shape: readonly (number | string)[];
  readonly contents: {
    readonly fp32_contents?: readonly number[];
    readonly int64_contents?: readonly string[];
  };
}

const text = (id: number) => ({ type: 'string', id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });

/**
 * What flows use of the Open Inference Protocol's `grpc_predict_v2.proto`, as a caller has it who never saw our code:
 * names and numbers are those of the protocol.
 */
const PROTOCOL = {
  options: { syntax: 'proto3' },
  nested: {
    inference: {
      nested: {
        GRPCInferenceService: {
          methods: {
            ModelInfer: {
              requestType: 'ModelInferRequest',
              responseType: 'ModelInferResponse',
              comment: '',
            },
          },
        },
        ModelInferRequest: {
          fields: { model_name: text(1), inputs: repeated('Tensor', 5) },
        },
        ModelInferResponse: {
          fields: { model_name: text(1), outputs: repeated('Tensor', 5) },
        },
        Tensor: {
          fields: {
            name: text(1),
            datatype: text(2),
            shape: repeated('int64', 3),
            contents: { type: 'TensorContents', id: 5 },
          },
        },
        TensorContents: {
          fields: {
            int64_contents: repeated('int64', 3),
            fp32_contents: repeated('float', 6),
          },
        },
      },
    },
  },
};

type Infer = MethodDefinition<
  object,
  { readonly outputs: readonly GrpcTensor[] }
>;

/** Calls one deployment by gRPC through the gateway, over HTTP/2 in clear text. */
export class GrpcCaller {
  readonly #client: Client;
  readonly #infer: Infer;

  /** @param host - of the deployment; the gateway finds it by the authority of a call */
  constructor(gatewayUrl: string, host: string) {
    const { 'inference.GRPCInferenceService': service } = fromJSON(PROTOCOL, {
      keepCase: true,
      longs: String,
      arrays: true,
    });
    this.#infer = (service as ServiceDefinition).ModelInfer as Infer;
    this.#client = new Client(
      new URL(gatewayUrl).host,
      credentials.createInsecure(),
      { 'grpc.default_authority': host },
    );
  }

  /** @throws ServiceError with the status that the call ended with */
  infer(model: string, input: GrpcTensor): Promise<readonly GrpcTensor[]> {
    const { path, requestSerialize, responseDeserialize } = this.#infer;
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        { model_name: model, inputs: [input] },
        (error: ServiceError | null, response) =>
          response ? resolve(response.outputs) : reject(error),
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}
