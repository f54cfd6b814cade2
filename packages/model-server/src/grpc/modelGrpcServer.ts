import {
  Server,
  ServerCredentials,
  status,
  type handleUnaryCall,
  type sendUnaryData,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { fromJSON, type ServiceDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import {
  checkRequest,
  describeModel,
  SERVER_METADATA,
  type ModelHost,
} from '../inference';
import {
  InferenceError,
  unloadRefused,
  type InferenceErrorKind,
} from '../InferenceError';
import type { ServerMetrics } from '../metrics';
import { DESCRIPTOR } from './descriptor';
import { decodeGrpcRequest, encodeGrpcResponse } from './inferCodec';
import type {
  InferRequestMessage,
  InferResponseMessage,
  ModelMessage,
  RepositoryMessage,
} from './messages';

const STATUS: Readonly<Record<InferenceErrorKind, status>> = {
  invalid: status.INVALID_ARGUMENT,
  notFound: status.NOT_FOUND,
  timeout: status.DEADLINE_EXCEEDED,
  tooLarge: status.RESOURCE_EXHAUSTED,
  unsupportedEncoding: status.UNIMPLEMENTED,
  notImplemented: status.UNIMPLEMENTED,
  notReady: status.UNAVAILABLE,
};

/**
 * What the gRPC side of the server is made of.
 *
 * @public
 */
export interface ModelGrpcServerOptions {
  readonly host: ModelHost;
  readonly metrics: ServerMetrics;
  /** Bytes of the largest message that is read. */
  readonly maxMessageBytes: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/**
 * The V2 protocol over gRPC for one model: the service `inference.GRPCInferenceService`, and reflection, which describes it.
 *
 * @public
 */
export class ModelGrpcServer {
  readonly #server: Server;
  readonly #options: ModelGrpcServerOptions;

  private constructor(options: ModelGrpcServerOptions) {
    this.#options = options;
    this.#server = new Server({
      'grpc.max_receive_message_length': options.maxMessageBytes,
      'grpc.max_send_message_length': -1,
    });
    const definition = packageDefinition();
    this.#server.addService(
      definition['inference.GRPCInferenceService'] as ServiceDefinition,
      this.#methods(),
    );
    // Clients such as grpcurl ask for the messages instead of having to bring their description along.
    new ReflectionService(definition).addToServer(this.#server);
  }

  static create(options: ModelGrpcServerOptions): ModelGrpcServer {
    return new ModelGrpcServer(options);
  }

  /**
   * Starts to listen, without TLS: the gateway or the mesh in front has it.
   *
   * @param port - 0 lets the kernel pick
   * @returns the port
   * @throws Error when the address is taken or not ours
   */
  listen(port: number, address: string): Promise<number> {
    const target = address.includes(':') ? `[${address}]` : address;
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(
        `${target}:${port}`,
        ServerCredentials.createInsecure(),
        (error, bound) => (error === null ? resolve(bound) : reject(error)),
      );
    });
  }

  /**
   * Takes no new calls, and ends when those in flight are answered or `deadline` passes.
   *
   * @returns whether all calls were answered
   */
  close(deadline: Promise<void>): Promise<boolean> {
    return new Promise(resolve => {
      this.#server.tryShutdown(error => resolve(error === undefined));
      deadline.then(() => {
        resolve(false);
        this.#server.forceShutdown();
      });
    });
  }

  #methods(): UntypedServiceImplementation {
    const { host } = this.#options;
    return {
      ServerLive: unary(() => ({ live: true })),
      ServerReady: unary(() => ({ ready: host.isReady })),
      ServerMetadata: unary(() => SERVER_METADATA),
      ModelReady: unary(({ name, version }: ModelMessage) => {
        host.assertKnown(name, version || undefined);
        return { ready: host.isReady };
      }),
      ModelMetadata: unary(({ name, version }: ModelMessage) =>
        describeModel(name, host.find(name, version || undefined)),
      ),
      ModelInfer: this.#infer,
      RepositoryModelLoad: unary(({ model_name }: RepositoryMessage) => {
        host.assertReady(model_name);
        return { model_name, isLoaded: true };
      }),
      RepositoryModelUnload: unary(({ model_name }: RepositoryMessage) => {
        host.assertKnown(model_name);
        throw unloadRefused(model_name);
      }),
    };
  }

  readonly #infer = (
    call: ServerUnaryCall<InferRequestMessage, InferResponseMessage>,
    done: sendUnaryData<InferResponseMessage>,
  ): void => {
    const { metrics } = this.#options;
    this.#answer(call.request).then(
      response => {
        metrics.countRequest('grpc', status.OK);
        done(null, response);
      },
      error => {
        const failure = failureOf(error);
        metrics.countRequest('grpc', failure.code);
        done(failure);
      },
    );
  };

  async #answer(message: InferRequestMessage): Promise<InferResponseMessage> {
    const { host, metrics, now } = this.#options;
    const start = now();
    const { model_name: name, model_version: version } = message;
    const model = host.find(name, version || undefined);
    const request = decodeGrpcRequest(message);
    const wanted = checkRequest(name, model, request);
    const decoded = now();
    const outputs = await model.predict(request.inputs, wanted);
    const predicted = now();
    const response = encodeGrpcResponse(message, outputs);
    metrics.observeInference(start, decoded, predicted, now());
    return response;
  }
}

/** `longs: String` keeps 64-bit integers exact; `defaults` makes absent lists and texts empty instead of undefined. */
function packageDefinition() {
  return fromJSON(DESCRIPTOR, {
    keepCase: true,
    longs: String,
    defaults: true,
  });
}

function unary<Request, Response>(
  answer: (request: Request) => Response,
): handleUnaryCall<Request, Response> {
  return (call, done) => {
    try {
      done(null, answer(call.request));
    } catch (error) {
      done(failureOf(error));
    }
  };
}

function failureOf(error: unknown): { code: status; details: string } {
  if (error instanceof InferenceError) {
    return { code: STATUS[error.kind], details: error.message };
  }
  return {
    code: status.INTERNAL,
    details:
      error instanceof Error
        ? `${error.name} : ${error.message}`
        : String(error),
  };
}
