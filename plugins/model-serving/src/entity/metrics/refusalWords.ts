/** Why the gateway itself answered or broke off, as people say it. Its codes are in the README of the gateway. */
const words: Readonly<Record<string, string>> = {
  NoToken: 'no token',
  InvalidToken: 'token unknown, expired or revoked',
  Forbidden: 'token for something else',
  RateLimited: 'above the limit of a token',
  TooManyAttempts: 'too many wrong tokens from one address',
  BadRequest: 'request not valid',
  BodyTooLarge: 'body too large',
  BodyTimeout: 'body came too slowly',
  ClientLeft: 'caller left before the answer',
  ClientStalled: 'caller did not take the answer',
  MethodNotAllowed: 'method not allowed',
  Stopped: 'deployment stopped',
  ServiceDeleted: 'deployment deleted',
  NotReady: 'no replica ready',
  ModelLoadFailed: 'model did not start',
  ActivationTimeout: 'no replica came in time',
  AtMaxScale: 'busy, with as many replicas as allowed',
  QueueFull: 'too many waiting',
  QueueTimeout: 'waited too long',
  GatewayRestarting: 'gateway restarted',
  UpstreamUnavailable: 'replica did not take the connection',
  UpstreamReset: 'replica broke off',
  UpstreamProtocolError: 'answer of the replica not valid',
  UpstreamTimeout: 'replica did not answer in time',
  DeadlineExceeded: 'above the deadline of the caller',
  StreamIdle: 'stream fell silent',
  StreamTimeout: 'stream took too long',
  BatchMismatch: 'answer to a batch could not be split',
  GrpcUnsupported: 'no gRPC here',
};

/** A reason for people; one that is not known here as the gateway names it. */
export function refusalWords(reason: string): string {
  return Object.hasOwn(words, reason) ? words[reason] : reason;
}
