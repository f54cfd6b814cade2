import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  graphServicesOf,
  accessOf,
  isReachable,
  routeProfileOf,
  type ClusterSettings,
  type InferenceGraph,
  type IssuedToken,
  type ResourceRef,
  type TokenInput,
  type TokenList,
  type TokenRotation,
  type TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers, KindAccess } from '../access';
import {
  describeRef,
  type ResourceStore,
  type StoredToken,
  type StoredTokenScope,
} from '../store';
import type { DefaultTokens } from './DefaultTokens';
import { tokenPermissions, TokenRights, type TokenRight } from './TokenRights';
import type { Guarded, TokenCall, Tokens } from './types';

/** Options of {@link AuthorizedTokens}. */
export interface AuthorizedTokensOptions {
  readonly inner: DefaultTokens;
  readonly resources: Pick<ResourceStore, 'get'>;
  readonly access: Pick<KindAccess, 'of'>;
  readonly settings: (cluster: string) => Promise<ClusterSettings>;
  readonly callers: Callers;
}

/**
 * {@link Tokens} for whom a policy lets. What a caller may not see has none. To make or rotate a token takes the right for
 * all that it opens; to revoke it, for any of that: whoever guards a door may take a key away.
 */
export class AuthorizedTokens implements Tokens {
  readonly #options: AuthorizedTokensOptions;

  constructor(options: AuthorizedTokensOptions) {
    this.#options = options;
  }

  async list(guarded: Guarded, call: TokenCall): Promise<TokenList> {
    const { inner } = this.#options;
    await this.#demand(guarded, 'read', 'see the tokens of', call);
    const rights = await this.#rights(call, ['see']);
    const tokens = await inner.list(guarded);
    return {
      items: tokens.map(token => this.#view(token, rights, call)),
      mayNeverExpire: inner.mayNeverExpire,
    };
  }

  async listFor(
    consumer: string | undefined,
    call: TokenCall,
  ): Promise<readonly TokenView[]> {
    const rights = await this.#rights(call, ['see', 'read']);
    const tokens = await this.#options.inner.listFor(consumer, call);
    return tokens
      .filter(token => this.#isKnown(token, rights, call))
      .map(token => this.#view(token, rights, call));
  }

  async create(
    guarded: Guarded,
    input: TokenInput,
    call: TokenCall,
  ): Promise<IssuedToken> {
    const { inner } = this.#options;
    const verb = 'make tokens of';
    await this.#demand(guarded, 'create', verb, call);
    const draft = await inner.draft(guarded, input);
    const { cluster, resources, namespaces } = draft.grant;
    for (const one of resources) await this.#demand(one, 'create', verb, call);
    const scopes = [
      ...resources.map(({ kind, uid, ref, owner }) => ({
        kind,
        uid,
        ref,
        owner,
      })),
      ...namespaces.map(
        namespace => ({ kind: 'Namespace', namespace } as const),
      ),
    ];
    await this.#demandGrant(scopes, cluster, call);
    return inner.create(draft, call, () => true);
  }

  async rotate(
    id: string,
    rotation: TokenRotation,
    call: TokenCall,
  ): Promise<IssuedToken> {
    const token = await this.#known(id, call);
    await this.#demandGrant(token.scopes, token.cluster, call);
    return this.#options.inner.rotate(token, rotation, call, () => true);
  }

  async revoke(id: string, call: TokenCall): Promise<TokenView> {
    const token = await this.#known(id, call);
    const rights = await this.#rights(call, ['see', 'revoke']);
    if (!rights.mayAny('revoke', token)) {
      throw new NotAllowedError(
        'you may not revoke tokens of anything that this one opens: ask the owner of one of them',
      );
    }
    return this.#options.inner.revoke(token, call, this.#sees(rights));
  }

  async revokeAll(
    guarded: Guarded,
    call: TokenCall,
  ): Promise<readonly TokenView[]> {
    await this.#demand(guarded, 'revoke', 'revoke tokens of', call);
    const rights = await this.#rights(call, ['see']);
    return this.#options.inner.revokeAll(guarded, call, this.#sees(rights));
  }

  async #rights(
    { credentials }: TokenCall,
    rights: readonly TokenRight[],
  ): Promise<TokenRights> {
    return TokenRights.of(credentials, rights, this.#options.access);
  }

  /** @throws NotFoundError for a token of which the caller may not know either */
  async #known(id: string, call: TokenCall): Promise<StoredToken> {
    const token = await this.#options.inner.get(id);
    const rights = await this.#rights(call, ['read']);
    if (token && this.#isKnown(token, rights, call)) return token;
    throw new NotFoundError('there is no such token');
  }

  /** Whoever made a token knows that it is there, and what it opens. */
  #isKnown(token: StoredToken, rights: TokenRights, call: TokenCall): boolean {
    return this.#isOwn(token, call) || rights.mayAny('read', token);
  }

  #isOwn({ createdBy }: StoredToken, { credentials }: TokenCall): boolean {
    return createdBy === this.#options.callers.actor(credentials);
  }

  #view(token: StoredToken, rights: TokenRights, call: TokenCall): TokenView {
    return this.#options.inner.view(
      token,
      this.#isOwn(token, call) ? () => true : this.#sees(rights),
    );
  }

  #sees(rights: TokenRights) {
    return (scope: StoredTokenScope, cluster: string): boolean =>
      scope.kind === 'Namespace' || rights.may('see', scope, cluster);
  }

  /** @throws NotAllowedError unless the caller may give tokens for all of this */
  async #demandGrant(
    scopes: readonly StoredTokenScope[],
    cluster: string,
    call: TokenCall,
  ): Promise<void> {
    const rights = await this.#rights(call, ['see', 'create']);
    const settings = await this.#options.settings(cluster);
    const isReached = isReachable(settings);
    const profile = routeProfileOf(settings);
    const demand = (scope: StoredTokenScope) => {
      if (rights.may('create', scope, cluster)) return;
      throw new NotAllowedError(refusal(scope, rights, cluster));
    };
    for (const scope of scopes) {
      demand(scope);
      if (scope.kind !== 'InferenceGraph') continue;
      // A graph is no way around the tokens of what it calls
      for (const member of await this.#members(scope.ref)) {
        const access = accessOf(member.object, isReached, profile);
        if (access === 'token') demand(member);
      }
    }
  }

  /** Services that a graph calls. */
  async #members(ref: ResourceRef) {
    const { resources } = this.#options;
    const graph = await resources.get('InferenceGraph', ref);
    const names = graph ? graphServicesOf(graph.object as InferenceGraph) : [];
    const members = await Promise.all(
      names.map(name => resources.get('InferenceService', { ...ref, name })),
    );
    return members.flatMap(member => (member ? [member] : []));
  }

  async #demand(
    { kind, ref }: Guarded,
    right: Exclude<TokenRight, 'see'>,
    verb: string,
    { credentials }: TokenCall,
  ): Promise<void> {
    await this.#options.access.of(kind).demand({
      resource: await this.#options.resources.get(kind, ref),
      described: describeRef(kind, ref),
      permission: tokenPermissions[kind][right],
      verb,
      credentials,
    });
  }
}

/** Names nothing that the caller may not see. */
function refusal(
  scope: StoredTokenScope,
  rights: TokenRights,
  cluster: string,
): string {
  if (scope.kind === 'Namespace') {
    return `you may not make tokens for all of the project "${scope.namespace}", whoever owns what is in it: name its deployments and graphs, or ask the platform team`;
  }
  const what = rights.may('see', scope, cluster)
    ? describeRef(scope.kind, scope.ref)
    : 'everything that it would open';
  return `you may not make tokens of ${what} (permission ${
    tokenPermissions[scope.kind].create.name
  }): ask its owner`;
}
