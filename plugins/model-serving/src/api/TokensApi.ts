import { createApiRef } from '@backstage/frontend-plugin-api';
import {
  IssuedToken,
  ResourceRef,
  TokenInput,
  TokenList,
  TokenRotation,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RequestOptions } from './ModelServingApi';

/**
 * What the screens know of the tokens by which deployments are called. A refused call rejects with `ResponseError`.
 * @public
 */
export interface TokensApi {
  /** Tokens of a deployment, newest first. */
  listTokens(ref: ResourceRef, options?: RequestOptions): Promise<TokenList>;
  /** Tokens that the user made, newest first. */
  listOwnTokens(options?: RequestOptions): Promise<readonly TokenView[]>;
  /** Makes a token. Its value is in the answer and nowhere else. */
  createToken(ref: ResourceRef, input: TokenInput): Promise<IssuedToken>;
  /** Makes a new value; the old one is good for a while. */
  rotateToken(
    ref: ResourceRef,
    id: string,
    rotation: TokenRotation,
  ): Promise<IssuedToken>;
  /** Revokes a token. */
  revokeToken(ref: ResourceRef, id: string): Promise<TokenView>;
  /** Revokes all tokens of a deployment that open something. */
  revokeAllTokens(ref: ResourceRef): Promise<readonly TokenView[]>;
}

/**
 * Reference of {@link TokensApi}.
 * @public
 */
export const tokensApiRef = createApiRef<TokensApi>().with({
  id: 'plugin.model-serving.tokens',
  pluginId: 'model-serving',
});
