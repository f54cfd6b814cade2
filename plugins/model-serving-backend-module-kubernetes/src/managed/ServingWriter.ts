import { ConflictError } from '@backstage/errors';
import type { KubernetesObject } from '@kubernetes/client-node';
import type {
  InferenceService,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ManagedObjectRef } from '@greenroom/backstage-plugin-model-serving-node';
import {
  createObject,
  deleteObject,
  KubeApiError,
  KubeClient,
  readObject,
  replaceObject,
  ResourceType,
  WriteParameters,
} from '../client';
import { FIELD_MANAGER } from '../objects';
import type { ConnectionWriter } from './connections';
import { shownInDashboard } from './openDataHub';
import { refusalOf } from './refusalOf';
import {
  knownObject,
  KnownObject,
  ServingBook,
  ServingObject,
} from './ServingBook';
import { writtenObject } from './writtenObject';

/** What a {@link ServingWriter} is made of. */
export interface ServingWriterOptions {
  readonly client: KubeClient;
  readonly objects: ServingBook;
  readonly connections: () => Promise<ConnectionWriter>;
  /** Its tools show what has their label. */
  readonly openDataHub: boolean;
}

/** Writes objects of KServe's as a careful user would: what was read, checked by the cluster, and only when it differs. */
export class ServingWriter {
  readonly #options: ServingWriterOptions;

  constructor(options: ServingWriterOptions) {
    this.#options = options;
  }

  /**
   * @returns the object as the cluster has it, or would have it
   * @throws ConflictError, InputError, NotAllowedError, see {@link refusalOf}
   */
  async write(
    type: ResourceType,
    kind: ServingKind,
    object: ServingObject,
    isDryRun: boolean,
  ): Promise<ServingObject> {
    const ref = refOf(kind, object);
    const parameters: WriteParameters = {
      fieldManager: FIELD_MANAGER,
      fieldValidation: 'Strict',
      ...(isDryRun ? { dryRun: 'All' } : {}),
    };
    try {
      const wanted = await this.#withConnection(ref, object, isDryRun);
      return await this.#send(type, ref, wanted, parameters);
    } catch (error) {
      throw refusalOf(error, ref) ?? error;
    }
  }

  /** Only the object that has the uid. */
  async remove(
    type: ResourceType,
    ref: ManagedObjectRef,
    uid: string,
  ): Promise<void> {
    try {
      await deleteObject(this.#options.client, type, ref, { uid });
    } catch (error) {
      // Another object has the name by now: the one that was meant is gone.
      const isOther = error instanceof KubeApiError && error.status === 409;
      if (!isOther) throw refusalOf(error, ref) ?? error;
    }
  }

  /** Deployments may name a connection of the portal's: the cluster gets its Secret first. */
  async #withConnection(
    ref: ManagedObjectRef,
    object: ServingObject,
    isDryRun: boolean,
  ): Promise<ServingObject> {
    if (ref.kind !== 'InferenceService') return object;
    const { connections, objects, openDataHub } = this.#options;
    const service = object as ServingObject & InferenceService;
    const writer = await connections();
    return writer.prepare(
      openDataHub ? shownInDashboard(service) : service,
      objects.one<'InferenceService'>({ ...ref, kind: ref.kind }),
      isDryRun,
    );
  }

  async #send(
    type: ResourceType,
    ref: ManagedObjectRef,
    object: ServingObject,
    parameters: WriteParameters,
  ): Promise<ServingObject> {
    const { client } = this.#options;
    const { apiVersion, kind } = type;
    const { status, ...wanted } = { ...object, apiVersion, kind };
    const { resourceVersion, labels, annotations } = object.metadata;
    if (resourceVersion === undefined) {
      const { kind: _kind, ...place } = ref;
      const metadata = {
        ...place,
        ...(labels ? { labels } : {}),
        ...(annotations ? { annotations } : {}),
      };
      const made: KubernetesObject = { ...wanted, metadata };
      const told = await createObject(client, type, made, parameters);
      return told as unknown as ServingObject;
    }
    const known = await this.#known(type, ref, resourceVersion);
    const written = writtenObject(known, wanted);
    if (!written) return known.object;
    const next = written as unknown as KubernetesObject;
    const told = await replaceObject(client, type, next, parameters);
    return told as unknown as ServingObject;
  }

  /** The version of an object that was read. @throws ConflictError if it is another by now */
  async #known(
    type: ResourceType,
    ref: ManagedObjectRef,
    resourceVersion: string,
  ): Promise<KnownObject> {
    const isIt = (known: KnownObject | undefined): known is KnownObject =>
      known?.object.metadata.resourceVersion === resourceVersion;
    const { client, objects } = this.#options;
    const watched = objects.known(ref);
    if (isIt(watched)) return watched;
    const object = await readObject<KubernetesObject>(client, type, ref);
    const read = object ? knownObject(object) : undefined;
    if (isIt(read)) return read;
    throw new ConflictError(
      `the ${ref.kind} '${ref.name}' ${
        read ? 'has changed' : 'was deleted'
      } on the cluster since it was read; look at it as it is now`,
    );
  }
}

function refOf(
  kind: ServingKind,
  { metadata: { namespace, name } }: ServingObject,
): ManagedObjectRef {
  return { kind, ...(namespace ? { namespace } : {}), name };
}
