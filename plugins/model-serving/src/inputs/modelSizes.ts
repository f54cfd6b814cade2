import {
  parseQuantity,
  ResourceRequirements,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A size by name. */
export interface ModelSize {
  readonly id: string;
  readonly label: string;
  readonly resources: Required<ResourceRequirements>;
}

/** Requests → limits. The first is the default and fits a laptop; the others are those of Open Data Hub (screens §3.1). */
export const modelSizes: readonly ModelSize[] = [
  size('tiny', 'Tiny', ['100m', '128Mi'], ['1', '512Mi']),
  size('small', 'Small', ['1', '4Gi'], ['2', '8Gi']),
  size('medium', 'Medium', ['4', '8Gi'], ['8', '10Gi']),
  size('large', 'Large', ['6', '16Gi'], ['10', '20Gi']),
];

/** Id of what is none of the sizes. */
export const CUSTOM = 'custom';

/** The size that has these resources, by value: `1` and `1000m` are the same. */
export function sizeOf(resources: ResourceRequirements): ModelSize | undefined {
  return modelSizes.find(candidate =>
    (['requests', 'limits'] as const).every(part =>
      (['cpu', 'memory'] as const).every(
        name =>
          quantity(resources[part]?.[name]) ===
          quantity(candidate.resources[part][name]),
      ),
    ),
  );
}

/** What is wrong with CPU and memory, in one sentence, or undefined. */
export function resourcesProblem(
  resources: ResourceRequirements,
): string | undefined {
  for (const [name, word] of [
    ['cpu', 'CPU'],
    ['memory', 'memory'],
  ] as const) {
    const request = quantity(resources.requests?.[name]);
    const limit = quantity(resources.limits?.[name]);
    if (!request || !limit || request < 0 || limit < 0) {
      return `${word} request and limit are amounts above 0, such as ${
        name === 'cpu' ? '500m or 2' : '512Mi or 4Gi'
      }`;
    }
    if (request > limit) {
      return `The ${word} request is larger than its limit`;
    }
  }
  return undefined;
}

function quantity(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseQuantity(text);
}

type CpuAndMemory = readonly [cpu: string, memory: string];

function size(
  id: string,
  label: string,
  requests: CpuAndMemory,
  limits: CpuAndMemory,
): ModelSize {
  const list = ([cpu, memory]: CpuAndMemory) => ({ cpu, memory });
  return {
    id,
    label,
    resources: { requests: list(requests), limits: list(limits) },
  };
}
