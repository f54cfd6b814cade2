/** Why the gateway itself answers a request. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  /** One sentence for the caller. */
  readonly message: string;
  /** What it is counted under where callers are not told that much. */
  readonly counted?: string;
  /** What went wrong in a graph, in the words of KServe's router. */
  readonly cause?: string;
  /** Whole seconds ≥ 1. */
  readonly retryAfterSeconds?: number;
  /** Value of `WWW-Authenticate`. */
  readonly challenge?: string;
  /** Value of `Allow`: the methods that there are. */
  readonly allow?: string;
}

/** Answers of the gateway that need no more than their name. */
export const refusals = {
  badRequest: {
    status: 400,
    reason: 'BadRequest',
    message: 'The request is not valid HTTP/1.1.',
  },
  transferEncoding: {
    status: 501,
    reason: 'TransferEncodingUnsupported',
    message: 'Of the transfer encodings only chunked is supported.',
  },
  expectation: {
    status: 417,
    reason: 'ExpectationUnsupported',
    message: 'Of the expectations only 100-continue is supported.',
  },
  upgrade: {
    status: 501,
    reason: 'UpgradeUnsupported',
    message:
      'A WebSocket begins with a GET by HTTP/1.1 without a body and with the header Connection: Upgrade.',
  },
  routeNotFound: {
    status: 404,
    reason: 'RouteNotFound',
    message: 'There is no service at this host and path.',
  },
  serviceDeleted: {
    status: 404,
    reason: 'ServiceDeleted',
    message: 'The service was deleted while the request waited.',
  },
  notConfigured: {
    status: 503,
    reason: 'NotReady',
    message: 'The gateway has not received its configuration yet.',
    retryAfterSeconds: 1,
  },
  notReady: {
    status: 503,
    reason: 'NotReady',
    message: 'No replica of the service is ready yet; one is being started.',
    retryAfterSeconds: 5,
  },
  queueFull: {
    status: 503,
    reason: 'QueueFull',
    message: 'Too many requests wait for the service.',
  },
  queueTimeout: {
    status: 503,
    reason: 'QueueTimeout',
    message: 'The service was too busy to take the request in time.',
  },
  gatewayRestarting: {
    status: 503,
    reason: 'GatewayRestarting',
    message:
      'The gateway is being restarted; no replica of the service could be waited for.',
    retryAfterSeconds: 2,
  },
  atMaxScale: {
    status: 503,
    reason: 'AtMaxScale',
    message:
      'The service is too busy to take the request: it already has as many replicas as it may have.',
  },
  activationTimeout: {
    status: 503,
    reason: 'ActivationTimeout',
    message: 'No replica of the service became ready in time.',
  },
  allReplicasDead: {
    status: 502,
    reason: 'UpstreamUnavailable',
    message: 'No replica of the service accepts connections.',
    retryAfterSeconds: 1,
  },
  upstreamUnreachable: {
    status: 502,
    reason: 'UpstreamUnavailable',
    message: 'The replica did not accept the connection.',
    retryAfterSeconds: 1,
  },
  upstreamReset: {
    status: 502,
    reason: 'UpstreamReset',
    message: 'The replica closed the connection before it answered.',
  },
  upstreamProtocol: {
    status: 502,
    reason: 'UpstreamProtocolError',
    message: 'The replica sent an answer that is not valid HTTP/1.1.',
  },
  upstreamTimeout: {
    status: 504,
    reason: 'UpstreamTimeout',
    message: 'The replica did not answer in time.',
  },
  deadlineExceeded: {
    status: 504,
    reason: 'DeadlineExceeded',
    message: 'The time that the caller gave the call is over.',
  },
  grpcUnsupported: {
    status: 501,
    reason: 'GrpcUnsupported',
    message: 'The service does not speak gRPC.',
  },
  bodyTimeout: {
    status: 408,
    reason: 'BodyTimeout',
    message: 'The request body did not arrive in time.',
  },
  headerTimeout: {
    status: 408,
    reason: 'HeaderTimeout',
    message: 'The request headers did not arrive in time.',
  },
  headersTooLarge: {
    status: 431,
    reason: 'HeadersTooLarge',
    message: 'The request headers are larger than 16 KiB.',
  },
  batchMismatch: {
    status: 502,
    reason: 'BatchMismatch',
    message: 'The answer to the batch could not be split.',
  },
  graphMethod: {
    status: 405,
    reason: 'MethodNotAllowed',
    message: 'A graph is called by POST.',
    allow: 'POST',
  },
  graphLoop: {
    status: 508,
    reason: 'GraphLoop',
    message:
      'More than 16 graphs call each other in a row: they may do so in a circle.',
  },
  bodyTooLarge: {
    status: 413,
    reason: 'BodyTooLarge',
    message: 'The request body is larger than the gateway accepts.',
  },
} as const satisfies Record<string, Refusal>;

const openAiPath =
  /^(?:\/openai)?\/v1\/(?:chat\/|completions|embeddings|responses|rerank|audio\/|images\/)/;

/** Whether clients of this path (after the prefix) expect errors in OpenAI's shape. */
export function isOpenAiPath(path: string): boolean {
  return path.startsWith('/openai/') || openAiPath.test(path);
}

/** The JSON body of a refusal; on OpenAI-style paths in the shape that those clients read. */
export function refusalBody(refusal: Refusal, path: string): string {
  if (refusal.cause !== undefined)
    return JSON.stringify({ error: refusal.message, cause: refusal.cause });
  if (isOpenAiPath(path)) {
    return JSON.stringify({
      error: {
        message: refusal.message,
        type: refusal.status < 500 ? 'invalid_request_error' : 'server_error',
        code: refusal.reason,
      },
    });
  }
  return JSON.stringify({
    error: refusal.message,
    reason: refusal.reason,
    retryAfterSeconds: refusal.retryAfterSeconds,
  });
}

/** A whole answer as bytes, for a connection whose request was not even parsed. */
export function rawRefusal(refusal: Refusal): string {
  const body = refusalBody(refusal, '/');
  return (
    `HTTP/1.1 ${refusal.status} ${refusal.reason}\r\n` +
    'content-type: application/json\r\n' +
    `content-length: ${body.length}\r\n` +
    `connection: close\r\n\r\n${body}`
  );
}
