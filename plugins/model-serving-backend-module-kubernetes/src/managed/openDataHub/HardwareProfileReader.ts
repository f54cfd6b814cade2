import {
  HardwareProfile,
  HardwareProfileList,
  HardwareProfileObject,
  readHardwareProfile,
} from '@greenroom/backstage-plugin-model-serving-common';
import { KubeApiError, KubeClient, pathOf, ResourceType } from '../../client';
import { roles } from '../../rights';

/** What a {@link HardwareProfileReader} is made of. */
export interface HardwareProfileReaderOptions {
  readonly client: Pick<KubeClient, 'json'>;
  /** As which the cluster has profiles. */
  readonly type: ResourceType;
  /** Where those lie that are for all projects. */
  readonly shared: string;
}

/** The hardware profiles of a cluster, asked for when somebody needs them: at rest they cost nothing. */
export class HardwareProfileReader {
  readonly #options: HardwareProfileReaderOptions;

  constructor(options: HardwareProfileReaderOptions) {
    this.#options = options;
  }

  /**
   * Those of a project, then those for all, by title.
   * @throws any error of the connection; a right that is missing is none, see {@link HardwareProfileList.problems}
   */
  async list(namespace: string): Promise<HardwareProfileList> {
    const { shared } = this.#options;
    const places = [...new Set([namespace, shared])];
    const found = await Promise.all(places.map(place => this.#in(place)));
    const seen = found.flatMap(({ items }) => items ?? []);
    return {
      items: seen,
      namespaces: places.filter((_, index) => found[index].items),
      problems: found.flatMap(({ problem }) => problem ?? []),
    };
  }

  async #in(namespace: string): Promise<{
    readonly items?: readonly HardwareProfile[];
    readonly problem?: string;
  }> {
    const { client, type, shared } = this.#options;
    try {
      const { items } = await client.json<{ items: HardwareProfileObject[] }>(
        pathOf(type, { namespace }),
      );
      const read = items.map(readHardwareProfile);
      read.sort((a, b) => a.title.localeCompare(b.title));
      return { items: read };
    } catch (error) {
      if (!(error instanceof KubeApiError)) throw error;
      // Somebody has just removed the definition: there are none
      if (error.status === 404) return { items: [] };
      if (error.status !== 403) throw error;
      const role =
        namespace === shared ? roles.hardwareProfiles : roles.kserveProject;
      return {
        problem: `the portal may not list hardware profiles in the namespace '${namespace}': ask who runs the cluster to bind the role '${role}' there`,
      };
    }
  }
}
