import { FetchApi } from '@backstage/frontend-plugin-api';
import {
  IssuedToken,
  ResourceRef,
  TokenInput,
  TokenList,
  TokenRotation,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RequestOptions } from './ModelServingApi';
import { deploymentPath } from './paths';
import { RestClient } from './RestClient';
import { TokensApi } from './TokensApi';

/**
 * {@link TokensApi} over the backend's REST API.
 * @public
 */
export class TokensClient implements TokensApi {
  readonly #rest: RestClient;

  private constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /** Makes a client that calls with the signed-in user's rights. */
  static create(options: { fetchApi: FetchApi }): TokensClient {
    return new TokensClient(new RestClient(options.fetchApi));
  }

  async listTokens(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<TokenList> {
    return this.#rest.json('GET', tokensPath(ref), options);
  }

  async listOwnTokens(options?: RequestOptions): Promise<readonly TokenView[]> {
    return this.#rest.items('GET', 'tokens', options);
  }

  async createToken(ref: ResourceRef, input: TokenInput): Promise<IssuedToken> {
    return this.#rest.json('POST', tokensPath(ref), {}, {}, input);
  }

  async rotateToken(
    ref: ResourceRef,
    id: string,
    rotation: TokenRotation,
  ): Promise<IssuedToken> {
    const path = `${tokensPath(ref, id)}/rotate`;
    return this.#rest.json('POST', path, {}, {}, rotation);
  }

  async revokeToken(ref: ResourceRef, id: string): Promise<TokenView> {
    return this.#rest.json('POST', `${tokensPath(ref, id)}/revoke`);
  }

  async revokeAllTokens(ref: ResourceRef): Promise<readonly TokenView[]> {
    return this.#rest.items('POST', `${tokensPath(ref)}/revoke`);
  }
}

function tokensPath(ref: ResourceRef, id?: string): string {
  const all = `${deploymentPath(ref)}/tokens`;
  return id === undefined ? all : `${all}/${encodeURIComponent(id)}`;
}
