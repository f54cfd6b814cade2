/**
 * What a request is for. `infer`: predictions, explanations, generated text; `metadata`: what a model is, takes and gives.
 * @public
 */
export type TokenVerb = 'infer' | 'metadata';

/** What every token begins with: whoever finds one knows what it is. @public */
export const TOKEN_PREFIX = 'greenroom_';

/** What keys of the control plane and of components begin with; they are no model's business. @public */
export const KEY_PREFIX = `${TOKEN_PREFIX}key_`;

/** All verbs, as people read them. @public */
export const tokenVerbs: readonly TokenVerb[] = ['infer', 'metadata'];

/**
 * Who may use a route. Absent: everybody who reaches the gateway.
 *
 * - `token`: callers with a token of {@link GatewaySnapshot.tokens} that names the route, or with one of `keys`.
 * - `component`: the other components of the same service. They have one of `keys` as the first segment of the path
 *   behind the route's prefix; the gateway takes it away.
 *
 * Keys and tokens are known to a gateway by their SHA-256 alone, in base64.
 * @public
 */
export interface RouteAccess {
  readonly kind: 'token' | 'component';
  /** Of the control plane itself, for calls that it makes on behalf of people; of a component. */
  readonly keys: readonly string[];
  /** The model server is sent the caller's `Authorization`, too. */
  readonly forwardsAuthorization?: boolean;
  /** A token may also come as `x-api-key`. */
  readonly acceptsApiKey?: boolean;
  /** Health and readiness need a token, too. */
  readonly guardsHealth?: boolean;
}

/** What a token may do. @public */
export interface GatewayToken {
  /** Key of its counters. */
  readonly id: string;
  /** Ids of the routes that it opens. */
  readonly routes: readonly string[];
  /** It opens all routes of these namespaces, too. */
  readonly namespaces?: readonly string[];
  readonly verbs: readonly TokenVerb[];
  /** ms since epoch; absent: never. */
  readonly expiresAt?: number;
  readonly limit?: GatewayTokenLimit;
}

/** So many requests in so many seconds, and as many at once. @public */
export interface TokenLimit {
  /** ≥ 1 */
  readonly requests: number;
  /** ≥ 1 */
  readonly seconds: number;
}

/** A limit that tokens with the same key share: the two values of one that is being rotated. @public */
export interface GatewayTokenLimit extends TokenLimit {
  readonly key: string;
}

/** Cumulative use of a token. @public */
export interface TokenCounters {
  /** Answers by class, as of a route. */
  readonly ok: number;
  readonly client: number;
  readonly server: number;
  /** Requests that it was not enough for, or too much: answered 403 or 429. */
  readonly refused: number;
}

/** The first defect of a snapshot's tokens in words, or undefined. */
export function tokensDefect(tokens: unknown): string | undefined {
  if (tokens === undefined) return undefined;
  if (typeof tokens !== 'object' || tokens === null)
    return 'tokens is not an object';
  for (const [i, token] of Object.values<Partial<GatewayToken>>(
    tokens as Record<string, GatewayToken>,
  ).entries()) {
    if (typeof token?.id !== 'string' || token.id === '')
      return `tokens[${i}].id is missing`;
    if (!Array.isArray(token.routes) || !Array.isArray(token.verbs))
      return `tokens[${i}] does not say what it opens`;
    if (token.namespaces !== undefined && !Array.isArray(token.namespaces))
      return `tokens[${i}].namespaces is not a list`;
    const { expiresAt, limit } = token;
    // A date that is none would never come
    if (expiresAt !== undefined && !Number.isFinite(expiresAt))
      return `tokens[${i}].expiresAt is not a time`;
    if (limit && !(limit.requests >= 1 && limit.seconds >= 1))
      return `tokens[${i}].limit is not a limit`;
  }
  return undefined;
}

/** The first defect of a route's access in words, or undefined. */
export function accessDefect(
  access: Partial<RouteAccess> | undefined,
  path: string,
): string | undefined {
  if (access === undefined) return undefined;
  if (access.kind !== 'token' && access.kind !== 'component')
    return `${path}.kind is neither 'token' nor 'component'`;
  return Array.isArray(access.keys) ? undefined : `${path}.keys is not a list`;
}
