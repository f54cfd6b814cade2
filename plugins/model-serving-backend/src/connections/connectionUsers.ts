import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { Visibility } from '../access';
import type { ResourceStore, StoredResource } from '../store';

type User = StoredResource<'InferenceService'>;

/** Who uses a connection, as one caller may see it. */
export interface SeenUsers {
  readonly all: readonly User[];
  /** Those of `all` that the caller may see. */
  readonly shown: readonly User[];
}

/** The deployments that use a connection, in whatever namespace. */
export async function usersOf(
  resources: Pick<ResourceStore, 'connectionUsers'>,
  ref: ResourceRef,
  visibility: Visibility = { kind: 'all' },
): Promise<SeenUsers> {
  const all = await resources.connectionUsers(ref);
  switch (visibility.kind) {
    case 'all':
      return { all, shown: all };
    case 'none':
      return { all, shown: [] };
    default:
      return all.length === 0
        ? { all, shown: [] }
        : {
            all,
            shown: await resources.connectionUsers(ref, visibility.criteria),
          };
  }
}

/** `local/demo/a, local/demo/b and 2 more that you may not see`. */
export function usersInWords(
  users: readonly Pick<User, 'uid' | 'ref'>[],
  shown: readonly Pick<User, 'uid'>[],
): string {
  const uids = shown.map(({ uid }) => uid);
  const named = users
    .filter(({ uid }) => uids.includes(uid))
    .map(({ ref }) => `${ref.cluster}/${ref.namespace}/${ref.name}`);
  const hidden = users.length - named.length;
  if (hidden === 0) return named.join(', ');
  const rest = `${hidden}${
    named.length > 0 ? ' more' : ''
  } that you may not see`;
  return named.length > 0 ? `${named.join(', ')} and ${rest}` : rest;
}
