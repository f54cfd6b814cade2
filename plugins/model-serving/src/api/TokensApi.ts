import { createApiRef } from '@backstage/frontend-plugin-api';
import {
  IssuedToken,
  ResourceRef,
  TokenInput,
  TokenKind,
  TokenList,
  TokenRotation,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RequestOptions } from './ModelServingApi';

/**
 * A deployment or a graph that is called with tokens.
 * @public
 */
export interface Guarded {
  readonly kind: TokenKind;
  readonly ref: ResourceRef;
}

/**
 * What the screens know of the tokens by which deployments and graphs are called. A refused call rejects with `ResponseError`.
 * @public
 */
export interface TokensApi {
  /** Tokens that open it, newest first. */
  listTokens(guarded: Guarded, options?: RequestOptions): Promise<TokenList>;
  /** Tokens that the user made, newest first. */
  listOwnTokens(options?: RequestOptions): Promise<readonly TokenView[]>;
  /** Makes a token. Its value is in the answer and nowhere else. */
  createToken(guarded: Guarded, input: TokenInput): Promise<IssuedToken>;
  /** Makes a new value; the old one is good for a while. */
  rotateToken(id: string, rotation: TokenRotation): Promise<IssuedToken>;
  /** Revokes a token, for all that it opens. */
  revokeToken(id: string): Promise<TokenView>;
  /** Revokes all tokens that open it. */
  revokeAllTokens(guarded: Guarded): Promise<readonly TokenView[]>;
}

/**
 * Reference of {@link TokensApi}.
 * @public
 */
export const tokensApiRef = createApiRef<TokensApi>().with({
  id: 'plugin.model-serving.tokens',
  pluginId: 'model-serving',
});
