import type {
  GraphState,
  InferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';
import { graphState } from './graphState';

/**
 * The state of a graph for people: one whose services answer is ready once the gateways know it as it is. Until then
 * they answer by what it was before, or not at all.
 *
 * @param compiled - what its services make of it
 */
export function servedState(
  compiled: GraphState,
  { metadata, status }: Pick<InferenceGraph, 'metadata' | 'status'>,
): GraphState {
  const isServed = status?.observedGeneration === metadata.generation;
  if (compiled.code !== 'ready' || isServed) return compiled;
  return graphState(
    'starting',
    'Its services answer; the gateway does not know it yet.',
  );
}
