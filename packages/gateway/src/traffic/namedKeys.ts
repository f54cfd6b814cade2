import {
  GatewaySnapshot,
  graphStepKey,
  RouteSplit,
  routeTagKey,
  UNKNOWN_TAG,
  UNTAGGED,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Keys of counters that are wanted. */
export interface NamedKeys {
  readonly routes: ReadonlySet<string>;
  readonly revisions: ReadonlySet<string>;
  /** Steps of graphs. */
  readonly steps: ReadonlySet<string>;
  /** Tags of routes. */
  readonly tags: ReadonlySet<string>;
  /** Ids of tokens. */
  readonly tokens: ReadonlySet<string>;
}

/** What snapshots name: what the one before the live one named may still change. */
export function namedKeys(
  ...snapshots: readonly (GatewaySnapshot | undefined)[]
): NamedKeys {
  const routes = new Set<string>();
  const revisions = new Set<string>();
  const steps = new Set<string>();
  const tags = new Set<string>();
  const tokens = new Set<string>();
  for (const snapshot of snapshots) {
    if (!snapshot) continue;
    for (const { id, graph, split } of snapshot.routes) {
      routes.add(id);
      for (const [name, node] of Object.entries(graph?.nodes ?? {}))
        for (const i of node.steps.keys()) steps.add(graphStepKey(id, name, i));
      for (const tag of tagNamesOf(split)) tags.add(routeTagKey(id, tag));
    }
    for (const key of Object.keys(snapshot.revisions)) revisions.add(key);
    for (const { id } of Object.values(snapshot.tokens ?? {})) tokens.add(id);
  }
  return { routes, revisions, steps, tags, tokens };
}

/** What requests of a route are counted under by the tag that they name; nothing, where it has no tags. */
function tagNamesOf(split: RouteSplit | undefined): readonly string[] {
  return split?.tags?.length
    ? [UNTAGGED, UNKNOWN_TAG, ...split.tags.map(({ tag }) => tag)]
    : [];
}
