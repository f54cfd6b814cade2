import type {
  FieldMessage,
  InferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { GraphAddresses, GraphName } from './GraphAddresses';

/** A graph with the steps that call an address. */
interface Caller extends GraphName {
  readonly calls: readonly { readonly path: string; readonly url: string }[];
}

/**
 * Steps of a graph by which it would call itself, over whatever other graphs, with the way in words. Each graph is judged
 * by what the others are when it is written: whichever closes a circle is refused.
 *
 * @param others - graphs of the same cluster
 */
export function graphCircles(
  graph: InferenceGraph,
  others: readonly InferenceGraph[],
  addresses: GraphAddresses,
): readonly FieldMessage[] {
  const self = callerOf(graph);
  const callers = [
    self,
    ...others.map(callerOf).filter(other => !isSame(other, self)),
  ];
  return self.calls.flatMap(({ path, url }) => {
    const first = addresses.graphAt(url, callers);
    const way = first && wayBack(first, self, callers, addresses);
    if (!way) return [];
    const names = [self, ...way].map((at, i) =>
      nameFor(at, self.namespace, i === 1),
    );
    return [
      {
        path,
        message: `${names.join(
          ' → ',
        )} is a circle of graphs: a request would never end`,
      },
    ];
  });
}

/** Graphs from one to another along their steps, both included; undefined: there is no way. */
function wayBack(
  from: Caller,
  goal: Caller,
  callers: readonly Caller[],
  addresses: GraphAddresses,
): readonly Caller[] | undefined {
  const seen = new Set<Caller>();
  const open: (readonly Caller[])[] = [[from]];
  for (let way = open.shift(); way; way = open.shift()) {
    const last = way[way.length - 1];
    if (last === goal) return way;
    if (seen.has(last)) continue;
    seen.add(last);
    for (const { url } of last.calls) {
      const next = addresses.graphAt(url, callers);
      if (next) open.push([...way, next]);
    }
  }
  return undefined;
}

/** Whoever writes knows the graphs of the project, and the one that the step names; of others not even the name is told. */
function nameFor(
  { namespace, name }: GraphName,
  project: string,
  isNamed: boolean,
): string {
  if (namespace === project) return name;
  return isNamed ? `${namespace}/${name}` : 'a graph of another project';
}

function callerOf({ metadata, spec }: InferenceGraph): Caller {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    calls: Object.entries(spec.nodes).flatMap(([node, { steps = [] }]) =>
      steps.flatMap(({ serviceUrl }, i) =>
        serviceUrl
          ? [
              {
                path: `spec.nodes.${node}.steps[${i}].serviceUrl`,
                url: serviceUrl,
              },
            ]
          : [],
      ),
    ),
  };
}

function isSame(a: GraphName, b: GraphName): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}
