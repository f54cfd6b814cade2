import { ConflictError, InputError } from '@backstage/errors';
import type {
  ClusterDriverFactory,
  ModelServingDriversExtensionPoint,
} from '@greenroom/backstage-plugin-model-serving-node';
import { AnyDriver, ClusterOptions } from './types';

/** Driver types that modules brought along. */
export class DriverTypes implements ModelServingDriversExtensionPoint {
  readonly #types = new Map<string, ClusterDriverFactory>();

  addDriverType(type: string, create: ClusterDriverFactory): void {
    if (this.#types.has(type)) {
      throw new ConflictError(
        `the driver type '${type}' is registered already; install only one module that brings it`,
      );
    }
    this.#types.set(type, create);
  }

  /**
   * Makes the driver of a cluster.
   *
   * @throws InputError naming the configuration key, for a type that no module brought.
   */
  create(cluster: ClusterOptions): AnyDriver {
    const create = this.#types.get(cluster.driver);
    if (!create) {
      const known = [...this.#types.keys()].sort().join(', ') || 'none';
      throw new InputError(
        `${cluster.path}.driver '${cluster.driver}' is unknown; installed driver types: ${known}. Add the module that brings it to the backend`,
      );
    }
    return create({ cluster: cluster.name });
  }
}
