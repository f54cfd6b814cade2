import { Protocol } from '../resources';

/** An address that people can call. @public */
export interface Endpoint {
  /** `path` (`…/serving/ns/name`), `host` (`name-ns.domain`). */
  readonly kind: 'path' | 'host';
  /** Base address without trailing slash. */
  readonly url: string;
  /** Full URL of a prediction for the protocol. */
  readonly inferUrl: string;
  /** Full URL of an explanation (V1), where the service has an explainer. */
  readonly explainUrl?: string;
  /** What clients of OpenAI's API take as their base URL, where the model server has that API. */
  readonly openAiUrl?: string;
  readonly protocol: Protocol;
  readonly visibility: 'machine' | 'cluster' | 'external';
  /** Shown first, used in snippets: resolvable by any client without set-up. */
  readonly preferred: boolean;
  /** How gRPC clients reach the same service; absent: the service has no gRPC, or it is not known yet. */
  readonly grpc?: GrpcEndpoint;
}

/**
 * An address for gRPC. Such clients have no path before that of the method, so the service is told by the name of its host,
 * which the client need not be able to resolve.
 * @public
 */
export interface GrpcEndpoint {
  /** `host:port` to connect to, of the gateway. */
  readonly target: string;
  /** What the client must say as `:authority`. */
  readonly authority: string;
  /** Whether the gateway's address is one of TLS. */
  readonly isTls: boolean;
}

/** @public */
export interface TensorMetadata {
  readonly name: string;
  /** V2 datatype. */
  readonly datatype: string;
  /** −1 where the dimension is free. */
  readonly shape: readonly number[];
}

/** V2 model metadata as the server reports it. @public */
export interface ModelMetadata {
  readonly name: string;
  readonly versions?: readonly string[];
  readonly platform?: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}
