import { parseQuantity } from '@greenroom/backstage-plugin-model-serving-common';

/** What the metrics API says of a pod. */
export interface PodMetrics {
  readonly metadata: { readonly namespace?: string; readonly name?: string };
  /** End of the time that it is measured over, ISO 8601. */
  readonly timestamp: string;
  readonly containers: readonly {
    readonly name: string;
    readonly usage: Readonly<Record<string, string>>;
  }[];
}

/** What a pod uses, of all its containers. */
export interface PodUsage {
  readonly cpuCores?: number;
  readonly memoryBytes?: number;
  /** ISO 8601 */
  readonly measuredAt: string;
}

/** A sum is only known where each container of it is. */
export function podUsage({ timestamp, containers }: PodMetrics): PodUsage {
  const sumOf = (resource: string): number | undefined => {
    let sum = 0;
    for (const { usage } of containers) {
      const value = parseQuantity(usage[resource] ?? '');
      if (value === undefined) return undefined;
      sum += value;
    }
    return containers.length > 0 ? sum : undefined;
  };
  const cpuCores = sumOf('cpu');
  const memoryBytes = sumOf('memory');
  return {
    ...(cpuCores === undefined ? {} : { cpuCores }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    measuredAt: new Date(timestamp).toISOString(),
  };
}
