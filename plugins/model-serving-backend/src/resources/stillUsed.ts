import { ConflictError } from '@backstage/errors';
import type { ServingKind } from '@greenroom/backstage-plugin-model-serving-common';
import { describeRef, type StoredResource } from '../store';
import type { ResourceTarget } from './types';

/** Users that a refusal names. */
const NAMED_USERS = 10;

/** The refusal to delete what others use. */
export function stillUsed(
  { kind, ref }: ResourceTarget,
  users: readonly StoredResource<ServingKind>[],
  total: number,
): ConflictError {
  const [first] = users;
  if (kind.startsWith('LocalModel') && first) {
    const name = [ref.namespace, ref.name].filter(Boolean).join('/');
    const user = ref.namespace
      ? `${first.ref.namespace}/${first.ref.name}`
      : first.ref.name;
    return new ConflictError(
      `${kind} ${name} is being used by ${first.kind} ${user}${
        total > 1 ? ` and ${total - 1} more` : ''
      }`,
    );
  }
  const named = users
    .slice(0, NAMED_USERS)
    .map(user => describeRef(user.kind, user.ref));
  const more = total - named.length;
  return new ConflictError(
    `${describeRef(kind, ref)} is used by ${named.join(', ')}${
      more > 0 ? ` and ${more} more` : ''
    }: move them to something else or delete them first`,
  );
}
