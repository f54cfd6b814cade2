import { ConflictError } from '@backstage/errors';
import type { KubernetesObject } from '@kubernetes/client-node';
import type {
  InferenceService,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ActingPerson,
  ManagedObjectRef,
} from '@greenroom/backstage-plugin-model-serving-node';
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
import type { ImpersonationConfig } from '../config';
import { actingAs, impersonationOf } from './impersonation';
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
  /** As whom people write. Absent: as the portal. */
  readonly impersonate?: ImpersonationConfig;
}

type Client = Pick<KubeClient, 'json'>;

/** Writes objects of KServe's as a careful user would: what was read, checked by the cluster, and only when it differs. */
export class ServingWriter {
  readonly #options: ServingWriterOptions;

  constructor(options: ServingWriterOptions) {
    this.#options = options;
  }

  /**
   * @param person - for whom; absent: by the control plane itself
   * @returns the object as the cluster has it, or would have it
   * @throws ConflictError, InputError, NotAllowedError, see {@link refusalOf}
   */
  async write(
    type: ResourceType,
    kind: ServingKind,
    object: ServingObject,
    isDryRun: boolean,
    person?: ActingPerson,
  ): Promise<ServingObject> {
    const ref = refOf(kind, object);
    const { client, user } = this.#actor(person);
    const kept: WriteParameters = {
      fieldManager: FIELD_MANAGER,
      fieldValidation: 'Strict',
    };
    const asked: WriteParameters = { ...kept, dryRun: 'All' };
    try {
      if (isDryRun || user !== undefined) {
        // Secrets are the portal's to write: none for who may not write what names them
        const wanted = await this.#withConnection(ref, object, true);
        const told = await this.#send(client, type, ref, wanted, asked);
        if (isDryRun) return told;
      }
      const wanted = await this.#withConnection(ref, object, false);
      return await this.#send(client, type, ref, wanted, kept);
    } catch (error) {
      throw refusalOf(error, ref, user) ?? error;
    }
  }

  /** Only the object that has the uid. */
  async remove(
    type: ResourceType,
    ref: ManagedObjectRef,
    uid: string,
    person?: ActingPerson,
  ): Promise<void> {
    const { client, user } = this.#actor(person);
    try {
      await deleteObject(client, type, ref, { uid });
    } catch (error) {
      // Another object has the name by now: the one that was meant is gone.
      const isOther = error instanceof KubeApiError && error.status === 409;
      if (!isOther) throw refusalOf(error, ref, user) ?? error;
    }
  }

  /** Who writes: the person, where people act themselves; else the portal. */
  #actor(person: ActingPerson | undefined): {
    readonly client: Client;
    /** What the cluster calls the person. */
    readonly user?: string;
  } {
    const { client, impersonate } = this.#options;
    if (!person || !impersonate) return { client };
    const impersonated = impersonationOf(impersonate, person);
    return {
      client: actingAs(client, impersonated),
      user: impersonated['impersonate-user'],
    };
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
    client: Client,
    type: ResourceType,
    ref: ManagedObjectRef,
    object: ServingObject,
    parameters: WriteParameters,
  ): Promise<ServingObject> {
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
