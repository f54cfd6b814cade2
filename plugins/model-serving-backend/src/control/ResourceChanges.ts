import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  stringifyResourceRef,
  type ResourceChange,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { GraphRoutes } from '../graph';
import type { DeploymentObserver } from '../observe';
import type { ResourceStore, StoreChange } from '../store/types';
import { deploymentRefs } from './deploymentRefs';
import { isUsedKind, type UsedKind, usedKey } from './usedKinds';

/** Options of {@link ResourceChanges}. */
export interface ResourceChangesOptions {
  readonly resources: Pick<
    ResourceStore,
    'listRefs' | 'deploymentsUsingConnection'
  >;
  readonly graphs: Pick<GraphRoutes, 'graphChanged' | 'serviceChanged'>;
  readonly observer: Pick<DeploymentObserver, 'forget'>;
  /** A deployment wants a pass. */
  readonly enqueue: (ref: ResourceRef) => void;
  readonly logger: LoggerService;
}

type News = Pick<ResourceChange, 'resourceVersion' | 'change'>;

/**
 * Whom a change of a stored resource concerns: deployments that want a pass, and graphs.
 *
 * Changes come from this process's store, and as hints from others'. What this process wrote comes back as a hint, too,
 * and is no news.
 */
export class ResourceChanges {
  readonly #options: ResourceChangesOptions;
  /** By deployment, and by what deployments use, the version of the last change that brought a pass. */
  readonly #seen = new Map<string, string>();

  constructor(options: ResourceChangesOptions) {
    this.#options = options;
  }

  /** This process wrote something. */
  written(change: StoreChange): void {
    const { graphs, enqueue, observer } = this.#options;
    const { kind, ref, what, resourceVersion } = change;
    if (kind === 'InferenceGraph') graphs.graphChanged(ref);
    if (kind === 'InferenceService') {
      graphs.serviceChanged(ref);
      const key = stringifyResourceRef(ref);
      this.#seen.set(key, resourceVersion);
      if (what === 'observed') return;
      enqueue(ref);
      if (what !== 'removed') return;
      this.#seen.delete(key);
      observer.forget(change.uid);
      return;
    }
    if (what === 'observed' || !isUsedKind(kind)) return;
    const used = usedKey(kind, ref);
    if (what === 'removed') this.#seen.delete(used);
    else this.#seen.set(used, resourceVersion);
    this.#lookAtUsers(kind, ref);
  }

  /** Another process says that a deployment changed. */
  hint(ref: ResourceRef, news: News): void {
    if (this.#isNew(stringifyResourceRef(ref), news))
      this.#options.enqueue(ref);
  }

  /** Another process says that something changed which deployments use. */
  hintUsed(kind: UsedKind, ref: ResourceRef, news: News): void {
    if (this.#isNew(usedKey(kind, ref), news)) this.#lookAtUsers(kind, ref);
  }

  /** Another process says that a graph changed. */
  hintGraph(ref: ResourceRef): void {
    this.#options.graphs.graphChanged(ref);
  }

  #isNew(key: string, { change, resourceVersion }: News): boolean {
    // What has the name next counts its versions anew; what is never named again must not be kept
    if (change === 'deleted') {
      this.#seen.delete(key);
      return true;
    }
    if (this.#seen.get(key) === resourceVersion) return false;
    this.#seen.set(key, resourceVersion);
    return true;
  }

  #lookAtUsers(kind: UsedKind, ref: ResourceRef): void {
    this.#enqueueUsers(kind, ref).catch(error => {
      this.#options.logger.warn(
        `Deployments that use ${kind} ${ref.name} are looked at with the next resync`,
        error,
      );
    });
  }

  async #enqueueUsers(kind: UsedKind, ref: ResourceRef): Promise<void> {
    const { resources, enqueue } = this.#options;
    const refs =
      kind === 'Connection'
        ? await resources.deploymentsUsingConnection(ref)
        : await deploymentRefs(resources, ref.cluster);
    for (const user of refs) enqueue(user);
  }
}
