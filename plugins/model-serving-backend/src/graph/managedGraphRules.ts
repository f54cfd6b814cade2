import {
  annotations,
  type FieldMessage,
  type InferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';

/** `only`: the one value that asks for more than KServe's router does. */
const INSTEAD: readonly {
  readonly key: string;
  readonly only?: string;
  readonly instead: string;
}[] = [
  {
    key: annotations.graphSteps,
    instead:
      "KServe's router gives an Ensemble's answers by step, tries no step again, and has one time limit for all of them, spec.routerTimeouts.serviceClient",
  },
  {
    key: annotations.graphHeaders,
    instead:
      "Which headers go along to the steps is said for all graphs of the cluster, in KServe's inferenceservice-config (router.headers.propagate)",
  },
  {
    key: annotations.graphProfile,
    only: 'greenroom',
    instead: "KServe's router gives its own answers",
  },
];

/**
 * What only our gateway does with a graph, each with what KServe's router does instead: it would be taken, and nothing would
 * come of it. Paths in `data` and `cel:` are refused with the fields themselves, by the rules of KServe's profile.
 *
 * @param reason - why our gateway does not run it
 */
export function managedGraphRules(
  { metadata }: Pick<InferenceGraph, 'metadata'>,
  reason: string,
): readonly FieldMessage[] {
  const notes = metadata.annotations ?? {};
  return INSTEAD.filter(({ key, only }) => {
    const said = notes[key];
    return only === undefined ? said !== undefined : said === only;
  }).map(({ key, instead }) => ({
    path: `metadata.annotations[${key}]`,
    message: `does nothing here, for ${reason}: leave it out. ${instead}`,
  }));
}
