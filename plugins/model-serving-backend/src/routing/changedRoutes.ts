import { isDeepStrictEqual } from 'node:util';
import { SnapshotContent } from './types';

/**
 * Ids of the routes that answer differently after a change: routes that came, went or changed, and those whose
 * revisions have other replicas.
 */
export function changedRoutes(
  before: SnapshotContent | undefined,
  after: SnapshotContent,
): ReadonlySet<string> {
  const changed = new Set<string>();
  const old = new Map(before?.routes.map(route => [route.id, route]));
  for (const route of after.routes) {
    const was = old.get(route.id);
    old.delete(route.id);
    const sameReplicas = () =>
      [...route.targets, ...(route.explain?.targets ?? [])].every(
        ({ revision }) =>
          isDeepStrictEqual(
            before?.revisions[revision],
            after.revisions[revision],
          ),
      );
    if (!was || !isDeepStrictEqual(was, route) || !sameReplicas()) {
      changed.add(route.id);
    }
  }
  for (const id of old.keys()) changed.add(id);
  return changed;
}
