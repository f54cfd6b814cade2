import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  IssuedToken,
  ResourceRef,
  TokenInput,
  TokenList,
  TokenRotation,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Who calls. */
export interface TokenCall {
  readonly credentials: BackstageCredentials;
}

/**
 * Tokens by which deployments are called, as the API offers them. Every method fails with NotFoundError for what does not
 * exist, ConflictError where something is in the way, InputError (naming the field) where the request is wrong.
 */
export interface Tokens {
  /** Newest first. */
  list(ref: ResourceRef, call: TokenCall): Promise<TokenList>;
  /** Those that the caller made; or, of one consumer, all that the caller may see. Newest first. */
  listFor(
    consumer: string | undefined,
    call: TokenCall,
  ): Promise<readonly TokenView[]>;
  /** The value is in the answer and nowhere else. */
  create(
    ref: ResourceRef,
    input: TokenInput,
    call: TokenCall,
  ): Promise<IssuedToken>;
  /** A new value; the old one is good for a while. The new one lives as long as the old one was meant to. */
  rotate(
    ref: ResourceRef,
    id: string,
    rotation: TokenRotation,
    call: TokenCall,
  ): Promise<IssuedToken>;
  /** Gateways refuse it within a second. Repeatable. */
  revoke(ref: ResourceRef, id: string, call: TokenCall): Promise<TokenView>;
  /** Revokes all that open something. Returns those. */
  revokeAll(ref: ResourceRef, call: TokenCall): Promise<readonly TokenView[]>;
}
