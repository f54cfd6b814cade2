import { randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  isLiveToken,
  type IssuedToken,
  type ResourceRef,
  type TokenInput,
  type TokenList,
  type TokenRotation,
  type TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers } from '../access';
import type { Clusters } from '../clusters';
import { describeRef, type StoredToken, type Stores } from '../store';
import type { Clock } from '../time';
import { readTokenInput } from './readTokenInput';
import { newTokenValue } from './tokenValue';
import { tokenView } from './tokenView';
import type { TokenCall, Tokens } from './types';

const DEFAULT_OVERLAP_S = 24 * 60 * 60;

/** Options of {@link DefaultTokens}. */
export interface DefaultTokensOptions {
  readonly stores: Pick<Stores, 'resources' | 'tokens' | 'events'>;
  readonly clusters: Pick<Clusters, 'default'>;
  readonly callers: Callers;
  readonly mayNeverExpire: boolean;
  readonly randomBytes: (count: number) => Buffer;
  readonly clock: Pick<Clock, 'now'>;
}

/** {@link Tokens} on the stores. Who may do what is decided around it. */
export class DefaultTokens implements Tokens {
  readonly #options: DefaultTokensOptions;

  constructor(options: DefaultTokensOptions) {
    this.#options = options;
  }

  async list(ref: ResourceRef): Promise<TokenList> {
    const { stores, mayNeverExpire } = this.#options;
    const stored = await stores.tokens.list(await this.#uidOf(ref));
    return { items: stored.map(token => this.#view(token)), mayNeverExpire };
  }

  async listFor(
    consumer: string | undefined,
    { credentials }: TokenCall,
  ): Promise<readonly TokenView[]> {
    const { stores, callers } = this.#options;
    const stored = await stores.tokens.listFor(
      consumer === undefined
        ? { createdBy: callers.actor(credentials) }
        : { consumer: consumer.toLowerCase() },
    );
    return stored.map(token => this.#view(token));
  }

  async create(
    ref: ResourceRef,
    input: TokenInput,
    call: TokenCall,
  ): Promise<IssuedToken> {
    const { stores, mayNeverExpire, randomBytes, clock } = this.#options;
    const said = readTokenInput(input, mayNeverExpire, clock.now());
    const uid = await this.#uidOf(ref);
    const { value, ...kept } = newTokenValue(randomBytes);
    const token = await stores.tokens.add(
      { ...said, ...kept, id: randomUUID(), uid },
      this.#actor(call),
    );
    await this.#tell(
      uid,
      call,
      'TokenCreated',
      `made the token '${token.name}'`,
    );
    return { token: this.#view(token), value };
  }

  async rotate(
    ref: ResourceRef,
    id: string,
    { overlapSeconds = DEFAULT_OVERLAP_S }: TokenRotation,
    call: TokenCall,
  ): Promise<IssuedToken> {
    const { stores, randomBytes, clock } = this.#options;
    const old = await this.#stored(ref, id);
    const { state } = this.#view(old);
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
      id,
      now + overlapSeconds * 1000,
      {
        ...kept,
        id: randomUUID(),
        ...(life === undefined ? {} : { expiresAt: now + life }),
      },
      this.#actor(call),
    );
    await this.#tell(
      old.uid,
      call,
      'TokenRotated',
      `rotated the token '${old.name}'`,
    );
    return { token: this.#view(token), value };
  }

  async revoke(
    ref: ResourceRef,
    id: string,
    call: TokenCall,
  ): Promise<TokenView> {
    const { uid, name } = await this.#stored(ref, id);
    const { tokens } = this.#options.stores;
    const count = await tokens.revoke(uid, [id], this.#actor(call));
    if (count > 0)
      await this.#tell(
        uid,
        call,
        'TokenRevoked',
        `revoked the token '${name}'`,
      );
    return this.#view(await this.#stored(ref, id));
  }

  async revokeAll(
    ref: ResourceRef,
    call: TokenCall,
  ): Promise<readonly TokenView[]> {
    const { tokens } = this.#options.stores;
    const uid = await this.#uidOf(ref);
    const live = (await tokens.list(uid))
      .filter(token => isLiveToken(this.#view(token).state))
      .map(({ id }) => id);
    const count = await tokens.revoke(uid, live, this.#actor(call));
    if (count > 0)
      await this.#tell(uid, call, 'TokenRevoked', 'revoked all tokens');
    const { items } = await this.list(ref);
    return items.filter(({ id }) => live.includes(id));
  }

  async #uidOf(ref: ResourceRef): Promise<string> {
    const { resources } = this.#options.stores;
    const stored = await resources.get('InferenceService', ref);
    if (stored) return stored.uid;
    throw new NotFoundError(
      `there is no ${describeRef('InferenceService', ref)}`,
    );
  }

  async #stored(ref: ResourceRef, id: string): Promise<StoredToken> {
    // Ids are UUIDs: anything else is nobody's
    if (id.length > 100) throw new InputError('token in the path is no id');
    const uid = await this.#uidOf(ref);
    const token = await this.#options.stores.tokens.get(uid, id);
    if (token) return token;
    throw new NotFoundError(
      `${describeRef('InferenceService', ref)} has no such token`,
    );
  }

  #view(token: StoredToken): TokenView {
    const { clusters, clock } = this.#options;
    return tokenView(token, clusters.default.name, clock.now());
  }

  #actor({ credentials }: TokenCall): string {
    return this.#options.callers.actor(credentials);
  }

  /** Beside the audit log, on the page of the deployment: who did what, never what opens anything. */
  async #tell(
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
