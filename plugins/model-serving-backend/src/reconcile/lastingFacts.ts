import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';

/** Facts without what changes by the second: that is history of its own. */
export function lastingFacts(facts: RevisionFacts): RevisionFacts {
  return {
    ...facts,
    replicas: facts.replicas.map(replica => {
      const { cpuCores: _cpu, memoryBytes: _memory, ...rest } = replica;
      return rest;
    }),
  };
}
