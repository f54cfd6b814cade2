import {
  IssuedToken,
  TokenInput,
  TokenList,
  TokenRotation,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Guarded, TokensApi } from '../api';
import { FakeApi } from './FakeApi';

/** A token of the deployment `iris`. */
export function tokenView(change: Partial<TokenView> = {}): TokenView {
  return {
    id: 't1',
    name: 'Web shop',
    start: 'greenroom_Ab3d',
    cluster: 'local',
    scopes: [
      {
        kind: 'InferenceService',
        namespace: 'demo',
        name: 'iris',
        entityRef: 'component:demo/iris',
      },
    ],
    state: 'active',
    consumer: 'component:default/web-shop',
    verbs: ['infer', 'metadata'],
    createdAt: '2026-11-20T10:00:00.000Z',
    createdBy: 'user:default/ada',
    expiresAt: '2027-02-18T10:00:00.000Z',
    usage: { requests: 0, errors: 0, refused: 0 },
    ...change,
  };
}

/** Tokens in memory: answers with what a test put in, and remembers what was asked. */
export class FakeTokensApi extends FakeApi<TokensApi> implements TokensApi {
  tokens: TokenView[] = [tokenView()];
  mayNeverExpire = false;
  issued: IssuedToken = {
    token: tokenView(),
    value: 'greenroom_Ab3dTheRestOfTheToken',
  };

  async listTokens(guarded: Guarded): Promise<TokenList> {
    await this.asked('listTokens', guarded);
    return { items: this.tokens, mayNeverExpire: this.mayNeverExpire };
  }

  async listOwnTokens(): Promise<readonly TokenView[]> {
    await this.asked('listOwnTokens');
    return this.tokens;
  }

  async createToken(guarded: Guarded, input: TokenInput): Promise<IssuedToken> {
    await this.asked('createToken', guarded, input);
    return this.issued;
  }

  async rotateToken(id: string, rotation: TokenRotation): Promise<IssuedToken> {
    await this.asked('rotateToken', id, rotation);
    return this.issued;
  }

  async revokeToken(id: string): Promise<TokenView> {
    await this.asked('revokeToken', id);
    return tokenView({ state: 'revoked' });
  }

  async revokeAllTokens(guarded: Guarded): Promise<readonly TokenView[]> {
    await this.asked('revokeAllTokens', guarded);
    return [];
  }
}
