import { InputError, NotFoundError } from '@backstage/errors';
import type {
  TokenKind,
  TokenScope,
} from '@greenroom/backstage-plugin-model-serving-common';
import { describeRef, type StoredResource } from '../store';
import type { Guarded } from './types';

/** So many a token may name: more are a namespace. */
const MAX_SCOPES = 50;

type GuardedResource = StoredResource<TokenKind>;

/** What a token is to open, on one cluster; each once. */
export interface TokenGrant {
  readonly cluster: string;
  /** Without those of `namespaces`. */
  readonly resources: readonly GuardedResource[];
  readonly namespaces: readonly string[];
}

/**
 * What a token is to open: that for which it is made, and what it names beside it. What lies in a namespace that it opens
 * whole is not named once more: it goes with nothing of it.
 * @throws NotFoundError for what is not there; InputError if it is too much
 */
export async function readTokenScopes(
  guarded: Guarded,
  also: readonly TokenScope[] = [],
  find: (one: Guarded) => Promise<GuardedResource | undefined>,
): Promise<TokenGrant> {
  if (also.length >= MAX_SCOPES) {
    throw new InputError(
      `also has ${also.length} entries; a token opens at most ${MAX_SCOPES}: make another one, or open a whole project`,
    );
  }
  const { cluster } = guarded.ref;
  const namespaces = new Set<string>();
  const named = [guarded];
  for (const scope of also) {
    const { kind, namespace } = scope;
    if (kind === 'Namespace') namespaces.add(namespace);
    else named.push({ kind, ref: { cluster, namespace, name: scope.name } });
  }
  const resources = new Map<string, GuardedResource>();
  for (const one of named) {
    if (namespaces.has(one.ref.namespace)) continue;
    const stored = await find(one);
    if (!stored)
      throw new NotFoundError(`there is no ${describeRef(one.kind, one.ref)}`);
    resources.set(stored.uid, stored);
  }
  return {
    cluster,
    resources: [...resources.values()],
    namespaces: [...namespaces],
  };
}
