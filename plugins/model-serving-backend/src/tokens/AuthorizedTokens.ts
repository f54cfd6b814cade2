import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  tokenCreatePermission,
  tokenReadPermission,
  tokenRevokePermission,
  type IssuedToken,
  type ResourceRef,
  type TokenInput,
  type TokenList,
  type TokenRotation,
  type TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers, ResourceAccess } from '../access';
import { describeRef, type ResourceStore } from '../store';
import type { TokenCall, Tokens } from './types';

/** Options of {@link AuthorizedTokens}. */
export interface AuthorizedTokensOptions {
  readonly inner: Tokens;
  readonly resources: Pick<ResourceStore, 'get'>;
  readonly deployments: ResourceAccess;
  readonly callers: Callers;
}

/** {@link Tokens} for whom a policy lets; a deployment that a caller may not see has none. */
export class AuthorizedTokens implements Tokens {
  readonly #options: AuthorizedTokensOptions;

  constructor(options: AuthorizedTokensOptions) {
    this.#options = options;
  }

  async list(ref: ResourceRef, call: TokenCall): Promise<TokenList> {
    await this.#demand(ref, tokenReadPermission, 'see the tokens of', call);
    return this.#options.inner.list(ref, call);
  }

  async listFor(
    consumer: string | undefined,
    call: TokenCall,
  ): Promise<readonly TokenView[]> {
    const { inner, resources, deployments, callers } = this.#options;
    const items = await inner.listFor(consumer, call);
    const mayRead = await deployments.decider(
      tokenReadPermission,
      call.credentials,
    );
    const actor = callers.actor(call.credentials);
    const visible: TokenView[] = [];
    for (const token of items) {
      // Whoever made a token knows that it is there
      const isOwn = token.createdBy === actor;
      const stored = isOwn
        ? undefined
        : await resources.get('InferenceService', token.deployment);
      if (isOwn || (stored && mayRead(stored))) visible.push(token);
    }
    return visible;
  }

  async create(
    ref: ResourceRef,
    input: TokenInput,
    call: TokenCall,
  ): Promise<IssuedToken> {
    await this.#demand(ref, tokenCreatePermission, 'make tokens of', call);
    return this.#options.inner.create(ref, input, call);
  }

  async rotate(
    ref: ResourceRef,
    id: string,
    rotation: TokenRotation,
    call: TokenCall,
  ): Promise<IssuedToken> {
    await this.#demand(ref, tokenCreatePermission, 'rotate tokens of', call);
    return this.#options.inner.rotate(ref, id, rotation, call);
  }

  async revoke(
    ref: ResourceRef,
    id: string,
    call: TokenCall,
  ): Promise<TokenView> {
    await this.#demand(ref, tokenRevokePermission, 'revoke tokens of', call);
    return this.#options.inner.revoke(ref, id, call);
  }

  async revokeAll(
    ref: ResourceRef,
    call: TokenCall,
  ): Promise<readonly TokenView[]> {
    await this.#demand(ref, tokenRevokePermission, 'revoke tokens of', call);
    return this.#options.inner.revokeAll(ref, call);
  }

  async #demand(
    ref: ResourceRef,
    permission: ResourcePermission,
    verb: string,
    { credentials }: TokenCall,
  ): Promise<void> {
    await this.#options.deployments.demand({
      resource: await this.#options.resources.get('InferenceService', ref),
      described: describeRef('InferenceService', ref),
      permission,
      verb,
      credentials,
    });
  }
}
