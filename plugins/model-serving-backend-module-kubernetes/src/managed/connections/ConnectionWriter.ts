import { ConflictError, isError } from '@backstage/errors';
import type { V1Secret } from '@kubernetes/client-node';
import {
  annotations,
  CONNECTION_LABELS,
  connectionFields,
  ConnectionType,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterDriverContext } from '@greenroom/backstage-plugin-model-serving-node';
import {
  applyObject,
  createObject,
  isNotFound,
  KubeApiError,
  KubeClient,
  mergeObject,
  metadataOf,
  resourceTypes,
} from '../../client';
import { FIELD_MANAGER, MANAGED_BY, notes, PORTAL_LABEL } from '../../objects';
import {
  connectionSecretOf,
  ConnectionValues,
  storageConfigOf,
} from './connectionSecrets';
import { injectConnection } from './injectConnection';
import { namedInDashboard, withoutConnection } from './namedInDashboard';
import { STORAGE_CONFIG } from './storageConfig';

/** Where connections of services are written. */
export interface ConnectionWriterOptions {
  readonly client: Pick<KubeClient, 'json'>;
  readonly context: Pick<
    ClusterDriverContext,
    'cluster' | 'credentials' | 'portal' | 'giving'
  >;
  /** Open Data Hub's webhooks put connections into services, and its controller makes `storage-config`. */
  readonly openDataHub: boolean;
  readonly s3Keys: { readonly id: string; readonly secret: string };
  /** ms since epoch */
  readonly now: () => number;
}

/**
 * Gives a cluster the connections that its services name: Secrets that are written and never read, in the shape that Open
 * Data Hub's tools show too.
 */
export class ConnectionWriter {
  readonly #options: ConnectionWriterOptions;

  constructor(options: ConnectionWriterOptions) {
    this.#options = options;
  }

  /**
   * The service as it is to be written, after the Secrets that it needs.
   *
   * @param before - as it is on the cluster
   * @throws ConflictError if there is such a Secret that is somebody else's
   */
  async prepare(
    service: InferenceService,
    before: InferenceService | undefined,
    isDryRun: boolean,
  ): Promise<InferenceService> {
    const connections = await this.#connectionsOf(service);
    if (!isDryRun) {
      for (const connection of connections) await this.#write(connection);
    }
    const { openDataHub } = this.#options;
    const named = openDataHub
      ? namedInDashboard(service, connections, before)
      : service;
    const key = named.metadata.annotations?.[annotations.connections];
    const connection = connections.find(({ name }) => name === key);
    const effect = connection && {
      name: connection.name,
      type: connection.type,
      ...(connection.values.URI ? { uri: connection.values.URI } : {}),
    };
    if (!openDataHub) return injectConnection(named, effect, before);
    const isNamedEarly =
      isDryRun && connection && !(await this.#isThere(connection));
    return isNamedEarly
      ? withoutConnection(injectConnection(named, effect, before))
      : named;
  }

  async #isThere({ namespace, name }: ConnectionValues): Promise<boolean> {
    const { client } = this.#options;
    const at = { namespace, name };
    return (await metadataOf(client, resourceTypes.Secret, at)) !== undefined;
  }

  /** Those that it names in any way, without those that are the cluster's own and not the portal's. */
  async #connectionsOf(
    service: InferenceService,
  ): Promise<readonly ConnectionValues[]> {
    const { namespace = '' } = service.metadata;
    const { cluster, credentials } = this.#options.context;
    const found: ConnectionValues[] = [];
    for (const name of namesIn(service)) {
      try {
        const { type, ...told } = await credentials({
          cluster,
          namespace,
          name,
        });
        if (isConnectionType(type))
          found.push({ namespace, name, type, ...told });
      } catch (error) {
        if (!isError(error) || error.name !== 'NotFoundError') throw error;
      }
    }
    return found;
  }

  async #write(connection: ConnectionValues): Promise<void> {
    const { client, context, openDataHub, s3Keys } = this.#options;
    const { namespace, name } = connection;
    const secret = marked(connectionSecretOf(connection, s3Keys) as V1Secret, {
      givenAt: this.#givenAt(),
      portal: await context.portal?.(),
    });
    const type = resourceTypes.Secret;
    const known = await metadataOf(client, type, { namespace, name });
    if (known && known.labels?.[CONNECTION_LABELS.dashboard] !== 'true') {
      throw new ConflictError(
        `the namespace '${namespace}' has a Secret '${name}' that is no connection: it is left alone. Give the connection another name, or ask who made the Secret`,
      );
    }
    // Before it is there: who ends in between must not leave what nobody knows of
    await context.giving?.({ cluster: context.cluster, namespace, name });
    try {
      await applyObject(client, type, secret, FIELD_MANAGER, {
        isForced: false,
      });
    } catch (error) {
      if (!(error instanceof KubeApiError) || error.status !== 409) throw error;
      throw new ConflictError(
        `the namespace '${namespace}' has a Secret '${name}' that another tool changed: it is left alone. Remove it there, or give the connection another name (${error.message})`,
      );
    }
    const entry = openDataHub ? undefined : storageConfigOf(connection);
    if (entry) await this.#writeStorageConfig(connection, entry);
  }

  #givenAt(): string {
    return new Date(this.#options.now()).toISOString();
  }

  /** One key of a Secret that others have keys in. */
  async #writeStorageConfig(
    { namespace, name }: ConnectionValues,
    entry: string,
  ): Promise<void> {
    const { client } = this.#options;
    const type = resourceTypes.Secret;
    const at = { namespace, name: STORAGE_CONFIG };
    const data = { [name]: Buffer.from(entry).toString('base64') };
    const given = { [notes.given]: this.#givenAt() };
    const change = { metadata: { annotations: given }, data };
    const merge = () =>
      mergeObject(client, type, at, change, `?fieldManager=${FIELD_MANAGER}`);
    try {
      await merge();
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await createObject<V1Secret>(
        client,
        type,
        {
          apiVersion: 'v1',
          kind: 'Secret',
          type: 'Opaque',
          metadata: {
            ...at,
            labels: { [MANAGED_BY]: FIELD_MANAGER },
            annotations: given,
          },
          data,
        },
        { fieldManager: FIELD_MANAGER },
      ).catch(async (failure: unknown) => {
        // Somebody else made it in this moment.
        const isThere =
          failure instanceof KubeApiError && failure.status === 409;
        if (!isThere) throw failure;
        await merge();
      });
    }
  }
}

/**
 * A Secret with whose it is, and with another version than before: who is about to take it away sees that somebody was
 * given it, also where nothing of it changed.
 */
function marked(
  secret: V1Secret,
  { givenAt, portal }: { readonly givenAt: string; readonly portal?: string },
): V1Secret {
  const { labels, annotations: others } = secret.metadata ?? {};
  return {
    ...secret,
    metadata: {
      ...secret.metadata,
      labels: { ...labels, ...(portal ? { [PORTAL_LABEL]: portal } : {}) },
      annotations: { ...others, [notes.given]: givenAt },
    },
  };
}

/** Connections by the annotation of Open Data Hub, and by `storage.key` of the predictor and its canaries; each once. */
function namesIn({ metadata, spec }: InferenceService): ReadonlySet<string> {
  const predictors = [
    spec.predictor,
    ...(spec.canary ?? []).map(({ predictor }) => predictor),
  ];
  const names = [
    metadata.annotations?.[annotations.connections],
    ...predictors.map(({ model }) => model?.storage?.key),
  ];
  return new Set(names.flatMap(name => (name ? [name] : [])));
}

function isConnectionType(type: string): type is ConnectionType {
  return Object.hasOwn(connectionFields, type);
}
