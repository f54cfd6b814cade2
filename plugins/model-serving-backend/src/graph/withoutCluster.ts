import type { CompiledGraph } from './compileGraph';
import { graphState } from './graphState';

/** What is known of a graph whose cluster is not configured any more: nothing but what is stored. */
export function withoutCluster(cluster: string): CompiledGraph {
  return {
    profile: 'greenroom',
    state: graphState(
      'unknown',
      `Its cluster '${cluster}' is not configured any more.`,
    ),
    problems: [],
    warnings: [],
    serviceProblems: new Map(),
  };
}
