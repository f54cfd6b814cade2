import type {
  EventView,
  ResourceRef,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { EventStore } from '../store/types';
import type { Clusters } from './types';

/** Events that are shown. */
const SHOWN_ROWS = 200;

/**
 * What happened to a resource, newest first: what we saw, and what its cluster tells of it, unless it is not configured any
 * more.
 */
export async function eventsOf(
  resource: {
    readonly kind: ServingKind;
    readonly ref: ResourceRef;
    readonly uid: string;
  },
  from: {
    readonly events: Pick<EventStore, 'list'>;
    readonly clusters: Pick<Clusters, 'has' | 'get'>;
  },
): Promise<readonly EventView[]> {
  const { kind, ref, uid } = resource;
  const { events, clusters } = from;
  const [own, told] = await Promise.all([
    events.list(uid, SHOWN_ROWS),
    clusters.has(ref.cluster)
      ? clusters.get(ref.cluster).events(kind, ref, SHOWN_ROWS)
      : [],
  ]);
  return [...own, ...told]
    .sort((a, b) => Date.parse(b.lastSeen) - Date.parse(a.lastSeen))
    .slice(0, SHOWN_ROWS);
}
