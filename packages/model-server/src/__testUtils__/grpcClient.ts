import {
  credentials,
  makeGenericClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import { fromJSON, type ServiceDefinition } from '@grpc/proto-loader';
import { DESCRIPTOR } from '../grpc/descriptor';

/** The fields of the responses that tests look into. */
export interface GrpcAnswer {
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly string[];
    readonly contents: {
      readonly int64_contents: readonly string[];
      readonly fp32_contents: readonly number[];
    };
  }[];
  readonly raw_output_contents: readonly Buffer[];
}

/** Calls methods of the inference service by name. */
export class GrpcClient {
  readonly #client: InstanceType<
    ReturnType<typeof makeGenericClientConstructor>
  >;
  readonly #service: ServiceDefinition;

  constructor(port: number) {
    const definition = fromJSON(DESCRIPTOR, {
      keepCase: true,
      longs: String,
      defaults: true,
    });
    this.#service = definition[
      'inference.GRPCInferenceService'
    ] as ServiceDefinition;
    const Client = makeGenericClientConstructor(this.#service, 'inference');
    this.#client = new Client(
      `127.0.0.1:${port}`,
      credentials.createInsecure(),
    );
  }

  call(method: string, request: object = {}): Promise<GrpcAnswer> {
    const { path, requestSerialize, responseDeserialize } =
      this.#service[method];
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        (error: ServiceError | null, response?: object) =>
          response === undefined
            ? reject(error)
            : resolve(response as GrpcAnswer),
      );
    });
  }

  /** Sends one message of bytes to any method that streams, and gives back the first that comes. */
  exchange(path: string, message: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const same = (bytes: Buffer) => bytes;
      const call = this.#client.makeBidiStreamRequest<Buffer, Buffer>(
        path,
        same,
        same,
      );
      call.on('data', resolve).on('error', reject);
      call.end(message);
    });
  }

  close(): void {
    this.#client.close();
  }
}
