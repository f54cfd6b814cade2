import type { PermissionCriteria } from '@backstage/plugin-permission-common';

/** What meets both. */
export function bothCriteria<T>(
  a: PermissionCriteria<T>,
  b: PermissionCriteria<T> | undefined,
): PermissionCriteria<T> {
  return b === undefined ? a : { allOf: [a, b] };
}
