import {
  GraphNodeView,
  GraphStepView,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Says which steps a request took, by their ids in the order in which they ended: `root/0,root/1`. */
const WAY_HEADER = 'x-greenroom-graph-path';
/** Says which steps failed without being the failure of the graph: `first=502,second=404`. */
const FAILED_HEADER = 'x-greenroom-graph-failed';

/** A step with the node that it belongs to. */
export interface WayStep {
  readonly node: GraphNodeView;
  readonly step: GraphStepView;
}

/** What happened to one request inside a graph. */
export interface Way {
  /** In the order in which they ended; a step may be taken again. */
  readonly taken: readonly WayStep[];
  /** Steps that this request did not take, in the order of the graph. */
  readonly left: readonly WayStep[];
  /** Steps that failed and whose graph went on, with the status of each. */
  readonly failed: readonly string[];
}

/**
 * The way of a request, as the headers of its answer tell it; undefined if they say nothing, e.g. because the answer came
 * from before the graph. A step that is in no node any more, as the graph was changed meanwhile, is left out.
 *
 * @param headers - names in lower case
 */
export function readWay(
  headers: Readonly<Record<string, string>>,
  nodes: readonly GraphNodeView[],
): Way | undefined {
  const told = headers[WAY_HEADER];
  if (told === undefined) return undefined;
  const all = nodes.flatMap(node => node.steps.map(step => ({ node, step })));
  const byId = new Map(all.map(entry => [entry.step.id, entry]));
  const ids = listIn(told);
  const taken = new Set(ids);
  return {
    taken: ids.flatMap(id => byId.get(id) ?? []),
    left: all.filter(({ step }) => !taken.has(step.id)),
    failed: listIn(headers[FAILED_HEADER] ?? ''),
  };
}

function listIn(text: string): readonly string[] {
  return text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean);
}
