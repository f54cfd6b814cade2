import type {
  ResourceRef,
  TokenKind,
  TokenLimit,
  TokenVerb,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What a new token opens: a deployment or a graph by its uid, or all of a namespace of its cluster. */
export type NewTokenScope =
  | { readonly uid: string }
  | { readonly namespace: string };

/** What a kept token opens. What was deleted is not among it. */
export type StoredTokenScope =
  | {
      readonly kind: TokenKind;
      readonly uid: string;
      readonly ref: ResourceRef;
      readonly owner?: string;
    }
  | { readonly kind: 'Namespace'; readonly namespace: string };

/** Whose tokens: those that name a resource, and those that open its whole namespace. */
export interface TokenTarget {
  readonly uid: string;
  readonly ref: Pick<ResourceRef, 'cluster' | 'namespace'>;
}

/** One value of a token, to be kept. Times are ms since epoch. */
export interface NewToken {
  readonly id: string;
  readonly cluster: string;
  /** At least one, each once. */
  readonly scopes: readonly NewTokenScope[];
  readonly name: string;
  /** SHA-256 of the value in base64; the value itself comes here never. */
  readonly hash: string;
  readonly start: string;
  readonly consumer?: string;
  readonly verbs: readonly TokenVerb[];
  readonly limit?: TokenLimit;
  /** Absent: never. */
  readonly expiresAt?: number;
}

/** A kept value of a token. */
export interface StoredToken extends Omit<NewToken, 'hash' | 'scopes'> {
  /** Id of the first value of the same token. */
  readonly family: string;
  readonly scopes: readonly StoredTokenScope[];
  readonly createdAt: number;
  readonly createdBy?: string;
  readonly endsAt?: number;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
  readonly lastUsedAt?: number;
  readonly requests: number;
  readonly errors: number;
  readonly refused: number;
}

/** What a gateway must know of a value. */
export interface ActiveToken
  extends Pick<StoredToken, 'id' | 'family' | 'scopes' | 'verbs' | 'limit'> {
  readonly hash: string;
  /** The earlier of its end and its expiry; absent: never. */
  readonly expiresAt?: number;
}

/** Requests with a token since the last time. */
export interface TokenUse {
  readonly id: string;
  readonly requests: number;
  readonly errors: number;
  readonly refused: number;
}

/**
 * Tokens of callers. Each write moves {@link TokenStore.version}; `by` is who makes it. A token goes with the last
 * that it names; one that opens a namespace stays.
 */
export interface TokenStore {
  /**
   * Adds a token. What ended more than 30 days ago goes.
   * @throws ConflictError if there is one of this name for something that it opens, or as many as there may be;
   * NotFoundError if what it names was deleted meanwhile
   */
  add(token: NewToken, by: string | undefined): Promise<StoredToken>;
  /**
   * Adds a value in place of another, which is good until `endsAt`.
   * @throws ConflictError if that one was replaced or revoked meanwhile
   */
  replace(
    id: string,
    endsAt: number,
    token: Pick<NewToken, 'id' | 'hash' | 'start' | 'expiresAt'>,
    by: string | undefined,
  ): Promise<StoredToken>;
  /** Revokes those of the values that are not yet; the same again changes nothing. Returns how many that were. */
  revoke(ids: readonly string[], by: string | undefined): Promise<number>;
  get(id: string): Promise<StoredToken | undefined>;
  /** All that open a deployment or a graph, newest first. */
  list(target: TokenTarget): Promise<readonly StoredToken[]>;
  /** Of a consumer, or made by somebody, wherever, newest first; at most 500. */
  listFor(who: {
    readonly consumer?: string;
    readonly createdBy?: string;
  }): Promise<readonly StoredToken[]>;
  /** All of a cluster that open something at `now`. */
  active(cluster: string, now: number): Promise<readonly ActiveToken[]>;
  /** Counts writes: another number says that something may have changed. */
  version(): Promise<number>;
  /** Adds to the use of tokens; those that are gone are left out. */
  use(uses: readonly TokenUse[], at: number): Promise<void>;
}
