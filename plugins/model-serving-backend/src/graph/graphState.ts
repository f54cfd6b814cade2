import {
  stateTable,
  type FieldMessage,
  type GraphState,
  type StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A state of the table of states, with the line that says why. */
export function graphState(code: StateCode, headline: string): GraphState {
  const { word, tone } = stateTable[code];
  return { code, word, tone, headline };
}

/** Of a graph that cannot run. @param problems - at least one */
export function failedBy([
  first,
  ...more
]: readonly FieldMessage[]): GraphState {
  return graphState(
    'failed',
    `${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`,
  );
}
