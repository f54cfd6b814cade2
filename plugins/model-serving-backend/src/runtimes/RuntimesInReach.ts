import { isOverride, overridden } from './override';
import {
  runtimeKey,
  type ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import { stringifyError } from '@backstage/errors';
import type { Cluster, Clusters } from '../clusters/types';
import type { ResourceStore } from '../store';

/** Runtimes that a deployment may use, and why some cannot be started now. */
export interface ReachableRuntimes {
  readonly runtimes: readonly ServingRuntime[];
  /** Keys (`runtimeKey`) of those that come with the cluster's driver. */
  readonly builtIn: ReadonlySet<string>;
  /** By `runtimeKey`. */
  readonly problems: Readonly<Record<string, string>>;
}

/** Finds the runtimes of a project: its own, those stored for the whole cluster, and those the cluster brings along. */
export class RuntimesInReach {
  readonly #clusters: Clusters;
  readonly #resources: Pick<ResourceStore, 'listRuntimes'>;

  constructor(options: {
    readonly clusters: Clusters;
    readonly resources: Pick<ResourceStore, 'listRuntimes'>;
  }) {
    this.#clusters = options.clusters;
    this.#resources = options.resources;
  }

  /**
   * @param namespace - absent: runtimes of all projects
   */
  async find(cluster: string, namespace?: string): Promise<ReachableRuntimes> {
    const place = this.#clusters.get(cluster);
    const [builtIn, stored] = await Promise.all([
      this.#clusters.builtInRuntimes(cluster),
      this.#resources.listRuntimes(cluster, namespace),
    ]);
    const byKey = new Map(
      builtIn.map(runtime => [runtimeKey(runtime), runtime]),
    );
    const builtInKeys = new Set(byKey.keys());
    for (const { object } of stored) {
      const key = runtimeKey(object);
      if (!isOverride(object)) {
        // One that was stored before the driver brought its own of this name stands in for it
        byKey.set(key, object);
        builtInKeys.delete(key);
        continue;
      }
      const original = byKey.get(key);
      if (original) byKey.set(key, overridden(original, object));
    }
    const problems: Record<string, string> = {};
    await Promise.all(
      [...byKey].map(async ([key, runtime]) => {
        const problem = await problemOfRuntime(place, runtime);
        if (problem !== undefined) problems[key] = problem;
      }),
    );
    return { runtimes: [...byKey.values()], builtIn: builtInKeys, problems };
  }
}

/**
 * Why a cluster cannot start a runtime now. One that does not answer cannot start anything, but its runtimes are still
 * worth showing.
 */
export async function problemOfRuntime(
  cluster: Pick<Cluster, 'runtimeProblem'>,
  runtime: ServingRuntime,
): Promise<string | undefined> {
  try {
    return await cluster.runtimeProblem(runtime);
  } catch (error) {
    return `the cluster did not say whether it can start it: ${stringifyError(
      error,
    )}`;
  }
}
