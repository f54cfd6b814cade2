import {
  GatewayRoute,
  GatewaySnapshot,
  GatewayTokenLimit,
  RouteAccess,
  routeOwnerOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import { TokenRecord } from '../traffic';
import { Allowances, SpentRequests } from './allowances';
import { bearerToken } from './bearerToken';
import {
  Challenges,
  challengesOf,
  Denial,
  forbidden,
  rateLimited,
  tooManyAttempts,
} from './denials';
import { FailedAttempts } from './failedAttempts';
import { operationOf } from './operationOf';
import { hasDigest, LiveToken, ShownTokens, TokenBook } from './tokenBook';

/** What a route asks of those who use it; undefined: nothing. */
export function liveAccess({
  id,
  access,
}: Pick<GatewayRoute, 'id' | 'access'>): LiveAccess | undefined {
  if (!access) return undefined;
  const { namespace, name } = routeOwnerOf(id);
  const challenges = challengesOf(`${namespace}/${name}`);
  return { ...access, namespace, challenges };
}

/** A route that not everybody may use. */
export interface LiveAccess extends RouteAccess {
  readonly challenges: Challenges;
  /** Of the service or graph behind it. */
  readonly namespace: string;
}

/** What decides about a request. */
export interface AccessRequest {
  /** The header as sent. */
  readonly authorization: string | undefined;
  readonly apiKey: string | undefined;
  readonly method: string;
  /** Below the route's prefix. */
  readonly path: string;
  /** Of the client. */
  readonly address: string;
  /** The request was let through before, by an earlier snapshot: it is not counted against its limit again. */
  readonly isAgain: boolean;
  /** Of all requests with the same head. */
  readonly tokens: ShownTokens;
}

/** A request may go on. */
export interface Admission {
  /** Whose it is; undefined: the control plane's, a component's, or a question about health. */
  readonly token: LiveToken | undefined;
  /** What is left of the path for the replica. */
  readonly path: string;
}

/** Clocks and chance of a gate. */
export interface GateOptions {
  /** Monotonic ms. */
  readonly now: () => number;
  /** ms since epoch. */
  readonly wallClock: () => number;
  /** [0, 1) */
  readonly random: () => number;
}

/** From the second slash on; a path starts with the first. */
const afterFirstSegment = /(?<!^)[/?]/;

/** Who may use which route: the tokens of the live snapshot, and what was used of their limits. */
export class Gate {
  readonly #options: GateOptions;
  readonly #allowances: Allowances;
  readonly #attempts: FailedAttempts;
  #tokens = TokenBook.create(undefined, () => new TokenRecord(), new Map());

  constructor(options: GateOptions) {
    this.#options = options;
    this.#allowances = new Allowances(options.now);
    this.#attempts = new FailedAttempts(options.random);
  }

  /** Decides by the tokens of this snapshot from now on. @param counters - of a token by its id */
  adopt(
    tokens: GatewaySnapshot['tokens'],
    counters: (id: string) => TokenRecord,
  ): void {
    const limits = this.#allowances.adopt(limitsIn(tokens));
    this.#tokens = TokenBook.create(tokens, counters, limits);
  }

  /** Requests that were let through here since the last call, by limit. */
  takeSpent(): SpentRequests | undefined {
    return this.#allowances.takeSpent();
  }

  /** Other workers let these through. */
  spentElsewhere(spent: SpentRequests): void {
    this.#allowances.spentElsewhere(spent);
  }

  /** Whether a request to a route may go on. @param route - its id */
  admit(
    route: string,
    access: LiveAccess,
    request: AccessRequest,
  ): Admission | Denial {
    return access.kind === 'token'
      ? this.#admitCaller(route, access, request)
      : this.#admitComponent(access, request);
  }

  #admitCaller(
    route: string,
    access: LiveAccess,
    request: AccessRequest,
  ): Admission | Denial {
    const { path } = request;
    const operation = operationOf(request.method, path);
    if (operation === 'health' && !access.guardsHealth)
      return { token: undefined, path };
    const presented =
      bearerToken(request.authorization) ??
      (access.acceptsApiKey ? request.apiKey : undefined);
    if (presented === undefined) return access.challenges.missing;
    const digest = request.tokens.digestOf(presented);
    const token = this.#tokens.find(digest);
    if (!token) {
      // The control plane calls for somebody whose right it has checked itself.
      if (hasDigest(access.keys, digest)) return { token: undefined, path };
      return this.#failed(access, request.address);
    }
    if (token.expiresAt <= this.#options.wallClock())
      return this.#failed(access, request.address);
    const verb = operation === 'health' ? 'metadata' : operation;
    if (
      verb === 'manage' ||
      !token.verbs.includes(verb) ||
      !(
        token.routes.includes(route) ||
        token.namespaces.includes(access.namespace)
      )
    ) {
      token.traffic.refuse();
      return forbidden;
    }
    if (token.allowance && !request.isAgain) {
      const waitMs = token.allowance.take(this.#options.now());
      if (waitMs > 0) {
        token.traffic.refuse();
        return rateLimited(waitMs);
      }
    }
    return { token, path };
  }

  /** The key is the first segment: programs that know no more than KServe's `--predictor_host` can send nothing else. */
  #admitComponent(
    access: LiveAccess,
    { path, address, tokens }: AccessRequest,
  ): Admission | Denial {
    const end = path.search(afterFirstSegment);
    const key = path.slice(1, end < 0 ? undefined : end);
    if (!hasDigest(access.keys, tokens.digestOf(key)))
      return this.#failed(access, address);
    const rest = end < 0 ? '' : path.slice(end);
    return {
      token: undefined,
      path: rest.startsWith('/') ? rest : `/${rest}`,
    };
  }

  #failed({ challenges }: LiveAccess, address: string): Denial {
    const waitMs = this.#attempts.count(address, this.#options.now());
    return waitMs > 0 ? tooManyAttempts(waitMs) : challenges.invalid;
  }
}

function* limitsIn(
  tokens: GatewaySnapshot['tokens'],
): Generator<GatewayTokenLimit> {
  for (const { limit } of Object.values(tokens ?? {})) if (limit) yield limit;
}
