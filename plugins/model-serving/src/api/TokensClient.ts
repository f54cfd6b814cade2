import { FetchApi } from '@backstage/frontend-plugin-api';
import {
  IssuedToken,
  TokenInput,
  TokenList,
  TokenRotation,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RequestOptions } from './ModelServingApi';
import { deploymentPath, graphPath } from './paths';
import { RestClient } from './RestClient';
import { Guarded, TokensApi } from './TokensApi';

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
    guarded: Guarded,
    options?: RequestOptions,
  ): Promise<TokenList> {
    return this.#rest.json('GET', tokensPath(guarded), options);
  }

  async listOwnTokens(options?: RequestOptions): Promise<readonly TokenView[]> {
    return this.#rest.items('GET', 'tokens', options);
  }

  async createToken(guarded: Guarded, input: TokenInput): Promise<IssuedToken> {
    return this.#rest.json('POST', tokensPath(guarded), {}, {}, input);
  }

  async rotateToken(id: string, rotation: TokenRotation): Promise<IssuedToken> {
    const path = `${tokenPath(id)}/rotate`;
    return this.#rest.json('POST', path, {}, {}, rotation);
  }

  async revokeToken(id: string): Promise<TokenView> {
    return this.#rest.json('POST', `${tokenPath(id)}/revoke`);
  }

  async revokeAllTokens(guarded: Guarded): Promise<readonly TokenView[]> {
    return this.#rest.items('POST', `${tokensPath(guarded)}/revoke`);
  }
}

function tokensPath({ kind, ref }: Guarded): string {
  const path = kind === 'InferenceGraph' ? graphPath(ref) : deploymentPath(ref);
  return `${path}/tokens`;
}

function tokenPath(id: string): string {
  return `tokens/${encodeURIComponent(id)}`;
}
