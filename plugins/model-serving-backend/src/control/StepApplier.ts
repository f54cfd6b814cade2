import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import { ConflictError } from '@backstage/errors';
import type { Clusters } from '../clusters';
import type { RouteTable } from '../routing';
import { ownedConnections } from '../store';
import type { Stores } from '../store/types';
import { PlanStep } from '../reconcile';

/** Options of a {@link StepApplier}. */
export interface StepApplierOptions {
  readonly stores: Pick<Stores, 'resources' | 'revisions'>;
  readonly clusters: Pick<Clusters, 'native'>;
  readonly routes: (cluster: string) => RouteTable;
}

/** The service that steps are about; a service that is not stored has no uid. */
export interface StepSubject {
  readonly ref: ResourceRef;
  readonly uid?: string;
}

/** Does what a plan says. Each step may be repeated. */
export class StepApplier {
  readonly #options: StepApplierOptions;

  constructor(options: StepApplierOptions) {
    this.#options = options;
  }

  async apply(step: PlanStep, { ref, uid }: StepSubject): Promise<void> {
    const { stores, clusters, routes } = this.#options;
    const { driver } = clusters.native(ref.cluster);
    switch (step.kind) {
      case 'add-revision':
        await this.#addRevision(step.revision);
        break;
      case 'route':
        routes(ref.cluster).set(`${ref.namespace}/${ref.name}`, step.intent);
        break;
      case 'apply':
        await driver.apply(step.revision.spec, step.replicas, step.scale);
        break;
      case 'drained':
        await driver.drained(step.key, step.replica);
        break;
      case 'remove':
        await driver.remove(step.key, uid);
        break;
      case 'forget-revision': {
        const { serviceUid, component, number } = step.revision;
        await stores.revisions.remove(serviceUid, component, number);
        break;
      }
      case 'remove-connections':
        await this.#removeConnections(ref);
        break;
      default:
        if (uid) await stores.resources.remove(uid);
    }
  }

  async #addRevision(
    revision: Parameters<Stores['revisions']['add']>[0],
  ): Promise<void> {
    try {
      await this.#options.stores.revisions.add(revision);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      // Another pass was faster. The next one reads what it made.
      throw new ConflictError(
        `revision ${revision.spec.name} exists already; the deployment is looked at again`,
        error,
      );
    }
  }

  async #removeConnections(ref: ResourceRef): Promise<void> {
    const { resources } = this.#options.stores;
    for (const { uid } of await ownedConnections(resources, ref)) {
      await resources.remove(uid);
    }
  }
}
