import { TokenLimit, TokenVerb } from '../gateway';

/**
 * What has become of a token. `rotating`: there is a new one, and this one is good for a while; `expiring`: soon.
 * @public
 */
export type TokenState =
  | 'active'
  | 'expiring'
  | 'rotating'
  | 'expired'
  | 'revoked';

/** Kinds whose callers have tokens. @public */
export type TokenKind = 'InferenceService' | 'InferenceGraph';

/** All of {@link TokenKind}. @public */
export const tokenKinds: readonly TokenKind[] = [
  'InferenceService',
  'InferenceGraph',
];

/**
 * What a token opens, on its cluster: a deployment, a graph, or all deployments and graphs of a project, those included
 * that come later.
 * @public
 */
export type TokenScope =
  | {
      readonly kind: TokenKind;
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly kind: 'Namespace'; readonly namespace: string };

/** A scope, with the catalog entity of what is one. @public */
export type TokenScopeView = TokenScope & {
  /** Absent: of a project. */
  readonly entityRef?: string;
};

/** A token, without what opens anything. @public */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  /** How it begins: what people tell it by. */
  readonly start: string;
  readonly cluster: string;
  /** What it opens, as far as the caller may see it. */
  readonly scopes: readonly TokenScopeView[];
  /** How much else it opens. Absent: nothing. */
  readonly hiddenScopes?: number;
  readonly state: TokenState;
  /** Entity reference of the component or person that has it. */
  readonly consumer?: string;
  readonly verbs: readonly TokenVerb[];
  readonly limit?: TokenLimit;
  /** ISO 8601, as all times. */
  readonly createdAt: string;
  readonly createdBy?: string;
  /** Absent: never. */
  readonly expiresAt?: string;
  /** Until when it is good beside the one that replaced it. */
  readonly endsAt?: string;
  readonly revokedAt?: string;
  readonly revokedBy?: string;
  /** To some seconds. Absent: never. */
  readonly lastUsedAt?: string;
  readonly usage: TokenUsage;
}

/** Requests with a token so far. @public */
export interface TokenUsage {
  /** Answered by the model. */
  readonly requests: number;
  /** Of those, with a 4xx or 5xx, or broken off. */
  readonly errors: number;
  /** Not let through: too many, or not what the token is for. */
  readonly refused: number;
}

/** Tokens of a deployment or a graph. @public */
export interface TokenList {
  readonly items: readonly TokenView[];
  /** Whether tokens may be made that never expire. */
  readonly mayNeverExpire: boolean;
}

/** A token to be made. @public */
export interface TokenInput {
  /** 1 to 63 characters; unique in whatever it opens, whatever their case. */
  readonly name: string;
  /**
   * What it opens beside that for which it is made. `Namespace` opens all of that project, so that there is nothing else
   * of it to name.
   */
  readonly also?: readonly TokenScope[];
  /** Entity reference of who will have it, a component or a person. */
  readonly consumer?: string;
  /** Default: all. */
  readonly verbs?: readonly TokenVerb[];
  /** ISO 8601; `never` only where the platform allows it. Default: in 90 days. */
  readonly expiresAt?: string;
  readonly limit?: TokenLimit;
}

/** What is told once. @public */
export interface IssuedToken {
  readonly token: TokenView;
  /** The token itself. It is not kept: nobody can say it again. */
  readonly value: string;
}

/** How a token is replaced. @public */
export interface TokenRotation {
  /** How long the old one is still good, in seconds: 0 to 604,800. Default: a day. */
  readonly overlapSeconds?: number;
}
