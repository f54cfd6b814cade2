import { TokenLimit, TokenVerb } from '../gateway';
import { ResourceRef } from '../resources';

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

/** A token, without what opens anything. @public */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  /** How it begins: what people tell it by. */
  readonly start: string;
  /** The deployment that it opens. */
  readonly deployment: ResourceRef;
  /** Reference of the deployment's catalog entity. */
  readonly deploymentEntityRef: string;
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

/** Tokens of a deployment. @public */
export interface TokenList {
  readonly items: readonly TokenView[];
  /** Whether tokens may be made that never expire. */
  readonly mayNeverExpire: boolean;
}

/** A token to be made. @public */
export interface TokenInput {
  /** 1 to 63 characters; unique in its deployment, whatever their case. */
  readonly name: string;
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
