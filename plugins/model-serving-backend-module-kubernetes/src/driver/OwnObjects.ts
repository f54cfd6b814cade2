import type { KubernetesObject } from '@kubernetes/client-node';
import {
  applyObject,
  deleteObject,
  KubeClient,
  metadataOf,
  ResourceType,
} from '../client';
import { FIELD_MANAGER, isOurs, PORTAL_LABEL } from '../objects';
import { ForeignObjectError } from './ForeignObjectError';

/** An object of a project. */
export interface ObjectPlace {
  readonly namespace: string;
  readonly name: string;
}

/** Objects that the portal writes: it says whose they are, and leaves alone what is not its own. */
export class OwnObjects {
  readonly #client: Pick<KubeClient, 'json'>;
  readonly #portal: string | undefined;

  /** @param options - `portal`: identity of this portal, which objects say */
  constructor(options: {
    readonly client: Pick<KubeClient, 'json'>;
    readonly portal?: string;
  }) {
    this.#client = options.client;
    this.#portal = options.portal;
  }

  /** Writes what it says, and nothing else of an object; with `dryRun` only on trial. @throws KubeApiError */
  apply<T extends KubernetesObject>(
    type: ResourceType,
    object: T,
    options: { readonly dryRun?: 'All' } = {},
  ): Promise<T> {
    const signed = this.#signed(object);
    return applyObject(this.#client, type, signed, FIELD_MANAGER, options);
  }

  /**
   * An object of the same name that we did not write is never taken over.
   * @returns whether there is one of ours. @throws ForeignObjectError if there is one that is not
   */
  async demandOurs(
    type: ResourceType,
    { namespace, name }: ObjectPlace,
    serviceUid: string | undefined,
  ): Promise<boolean> {
    const at = { namespace, name };
    const found = await metadataOf(this.#client, type, at);
    if (found && !isOurs(found, serviceUid))
      throw new ForeignObjectError(type.kind, namespace, name);
    return found !== undefined;
  }

  /** Nor is it deleted. */
  async remove(
    type: ResourceType,
    { namespace, name }: ObjectPlace,
    serviceUid: string | undefined,
  ): Promise<void> {
    const at = { namespace, name };
    const found = await metadataOf(this.#client, type, at);
    if (!found || !isOurs(found, serviceUid)) return;
    const { uid } = found;
    await deleteObject(this.#client, type, at, { ...(uid ? { uid } : {}) });
  }

  #signed<T extends KubernetesObject>(object: T): T {
    const portal = this.#portal;
    if (!portal) return object;
    const { metadata } = object;
    const labels = { ...metadata?.labels, [PORTAL_LABEL]: portal };
    return { ...object, metadata: { ...metadata, labels } };
  }
}
