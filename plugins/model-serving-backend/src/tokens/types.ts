import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  IssuedToken,
  ResourceRef,
  TokenInput,
  TokenKind,
  TokenList,
  TokenRotation,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Who calls. */
export interface TokenCall {
  readonly credentials: BackstageCredentials;
}

/** A deployment or a graph that is called with tokens. */
export interface Guarded {
  readonly kind: TokenKind;
  readonly ref: ResourceRef;
}

/**
 * Tokens by which deployments and graphs are called, as the API offers them. Every method fails with NotFoundError for
 * what does not exist, ConflictError where something is in the way, InputError (naming the field) where the request is
 * wrong.
 */
export interface Tokens {
  /** All that open it, newest first. */
  list(guarded: Guarded, call: TokenCall): Promise<TokenList>;
  /** Those that the caller made; or, of one consumer, all that the caller may see. Newest first. */
  listFor(
    consumer: string | undefined,
    call: TokenCall,
  ): Promise<readonly TokenView[]>;
  /** The value is in the answer and nowhere else. */
  create(
    guarded: Guarded,
    input: TokenInput,
    call: TokenCall,
  ): Promise<IssuedToken>;
  /** A new value; the old one is good for a while. The new one lives as long as the old one was meant to. */
  rotate(
    id: string,
    rotation: TokenRotation,
    call: TokenCall,
  ): Promise<IssuedToken>;
  /** Gateways refuse it within a second, for all that it opens. Repeatable. */
  revoke(id: string, call: TokenCall): Promise<TokenView>;
  /** Revokes all that open it, whatever else they open. Returns those. */
  revokeAll(guarded: Guarded, call: TokenCall): Promise<readonly TokenView[]>;
}
