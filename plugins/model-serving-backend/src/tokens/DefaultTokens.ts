import { randomUUID } from 'node:crypto';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  isLiveToken,
  type IssuedToken,
  type TokenInput,
  type TokenRotation,
  type TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers } from '../access';
import type { Clusters } from '../clusters';
import {
  describeRef,
  type NewTokenScope,
  type StoredResource,
  type StoredToken,
  type Stores,
} from '../store';
import type { Clock } from '../time';
import { readTokenInput } from './readTokenInput';
import { readTokenScopes, type TokenGrant } from './readTokenScopes';
import { newTokenValue } from './tokenValue';
import { tokenView, type SeesScope } from './tokenView';
import type { Guarded, TokenCall } from './types';

const DEFAULT_OVERLAP_S = 24 * 60 * 60;

/** Options of {@link DefaultTokens}. */
export interface DefaultTokensOptions {
  readonly stores: Pick<Stores, 'resources' | 'tokens' | 'events'>;
  readonly clusters: Pick<Clusters, 'default' | 'get'>;
  readonly callers: Callers;
  readonly mayNeverExpire: boolean;
  readonly randomBytes: (count: number) => Buffer;
  readonly clock: Pick<Clock, 'now'>;
}

/** A token to be made: all that it opens is there. */
export interface TokenDraft {
  readonly grant: TokenGrant;
  readonly input: TokenInput;
}

/** Tokens on the stores. Who may do what is decided around it. */
export class DefaultTokens {
  readonly #options: DefaultTokensOptions;

  constructor(options: DefaultTokensOptions) {
    this.#options = options;
  }

  get mayNeverExpire(): boolean {
    return this.#options.mayNeverExpire;
  }

  async list(guarded: Guarded): Promise<readonly StoredToken[]> {
    return this.#options.stores.tokens.list(await this.#guarded(guarded));
  }

  async listFor(
    consumer: string | undefined,
    { credentials }: TokenCall,
  ): Promise<readonly StoredToken[]> {
    const { stores, callers } = this.#options;
    return stores.tokens.listFor(
      consumer === undefined
        ? { createdBy: callers.actor(credentials) }
        : { consumer: consumer.toLowerCase() },
    );
  }

  /** What a token is to open, each once. @throws NotFoundError, InputError naming the field; ConflictError where no gateway asks for tokens */
  async draft(guarded: Guarded, input: TokenInput): Promise<TokenDraft> {
    const { stores, clusters } = this.#options;
    const { resources } = stores;
    const { ungated } = clusters.get(guarded.ref.cluster);
    if (ungated) {
      throw new ConflictError(
        `a token would open and close nothing: ${ungated}. Ask who runs the cluster how callers show who they are there`,
      );
    }
    return {
      input,
      grant: await readTokenScopes(guarded, input.also, one =>
        resources.get(one.kind, one.ref),
      ),
    };
  }

  async create(
    { grant, input }: TokenDraft,
    call: TokenCall,
    sees: SeesScope,
  ): Promise<IssuedToken> {
    const { stores, mayNeverExpire, randomBytes, clock } = this.#options;
    const said = readTokenInput(input, mayNeverExpire, clock.now());
    const { value, ...kept } = newTokenValue(randomBytes);
    const token = await stores.tokens.add(
      {
        ...said,
        ...kept,
        id: randomUUID(),
        cluster: grant.cluster,
        scopes: newScopes(grant),
      },
      this.#actor(call),
    );
    await this.#tell(
      token,
      call,
      'TokenCreated',
      `made the token '${token.name}'`,
    );
    return { token: this.view(token, sees), value };
  }

  async rotate(
    old: StoredToken,
    { overlapSeconds = DEFAULT_OVERLAP_S }: TokenRotation,
    call: TokenCall,
    sees: SeesScope,
  ): Promise<IssuedToken> {
    const { stores, randomBytes, clock } = this.#options;
    const { state } = this.view(old, sees);
    if (state === 'rotating' || state === 'revoked') {
      throw new ConflictError(
        state === 'revoked'
          ? 'the token is revoked: make a new one'
          : 'the token was rotated already: rotate the value that replaced it',
      );
    }
    const now = clock.now();
    const { value, ...kept } = newTokenValue(randomBytes);
    const life = old.expiresAt && old.expiresAt - old.createdAt;
    const token = await stores.tokens.replace(
      old.id,
      now + overlapSeconds * 1000,
      {
        ...kept,
        id: randomUUID(),
        ...(life === undefined ? {} : { expiresAt: now + life }),
      },
      this.#actor(call),
    );
    await this.#tell(
      old,
      call,
      'TokenRotated',
      `rotated the token '${old.name}'`,
    );
    return { token: this.view(token, sees), value };
  }

  async revoke(
    token: StoredToken,
    call: TokenCall,
    sees: SeesScope,
  ): Promise<TokenView> {
    const { tokens } = this.#options.stores;
    const count = await tokens.revoke([token.id], this.#actor(call));
    if (count > 0)
      await this.#tell(
        token,
        call,
        'TokenRevoked',
        `revoked the token '${token.name}'`,
      );
    return this.view((await tokens.get(token.id)) ?? token, sees);
  }

  async revokeAll(
    guarded: Guarded,
    call: TokenCall,
    sees: SeesScope,
  ): Promise<readonly TokenView[]> {
    const { tokens } = this.#options.stores;
    const live = (await this.list(guarded)).filter(token =>
      isLiveToken(this.view(token, sees).state),
    );
    const ids = live.map(({ id }) => id);
    const count = await tokens.revoke(ids, this.#actor(call));
    if (count > 0) {
      const { uid } = await this.#guarded(guarded);
      await this.#tellOf(uid, call, 'TokenRevoked', 'revoked all tokens');
      for (const token of live)
        await this.#tell(
          token,
          call,
          'TokenRevoked',
          `revoked the token '${token.name}'`,
          uid,
        );
    }
    const now = await this.list(guarded);
    return now
      .filter(({ id }) => ids.includes(id))
      .map(token => this.view(token, sees));
  }

  async get(id: string): Promise<StoredToken | undefined> {
    // Ids are UUIDs: anything else is nobody's
    return id.length > 100 ? undefined : this.#options.stores.tokens.get(id);
  }

  /** A token for people. */
  view(token: StoredToken, sees: SeesScope): TokenView {
    const { clusters, clock } = this.#options;
    return tokenView(token, {
      defaultCluster: clusters.default.name,
      now: clock.now(),
      sees,
    });
  }

  async #guarded({ kind, ref }: Guarded): Promise<StoredResource> {
    const stored = await this.#options.stores.resources.get(kind, ref);
    if (stored) return stored;
    throw new NotFoundError(`there is no ${describeRef(kind, ref)}`);
  }

  #actor({ credentials }: TokenCall): string {
    return this.#options.callers.actor(credentials);
  }

  /** On the page of each that the token names, but for `except`. */
  async #tell(
    { scopes }: StoredToken,
    call: TokenCall,
    reason: string,
    what: string,
    except?: string,
  ): Promise<void> {
    for (const scope of scopes) {
      if (scope.kind !== 'Namespace' && scope.uid !== except)
        await this.#tellOf(scope.uid, call, reason, what);
    }
  }

  /** Beside the audit log: who did what, never what opens anything. */
  async #tellOf(
    uid: string,
    call: TokenCall,
    reason: string,
    what: string,
  ): Promise<void> {
    await this.#options.stores.events.record(uid, {
      type: 'Normal',
      reason,
      message: `${this.#actor(call)} ${what}`,
    });
  }
}

function newScopes({ resources, namespaces }: TokenGrant): NewTokenScope[] {
  return [
    ...resources.map(({ uid }) => ({ uid })),
    ...namespaces.map(namespace => ({ namespace })),
  ];
}
