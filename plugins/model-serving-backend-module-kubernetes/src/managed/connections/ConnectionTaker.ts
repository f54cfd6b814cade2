import { NotAllowedError } from '@backstage/errors';
import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { TakenBack } from '@greenroom/backstage-plugin-model-serving-node';
import {
  deleteObject,
  KubeApiError,
  KubeClient,
  mergeObject,
  metadataOf,
  resourceTypes,
} from '../../client';
import { FIELD_MANAGER } from '../../objects';
import { roles } from '../../rights';
import { isOwnSecret, isOwnValue } from './ownership';
import { STORAGE_CONFIG } from './storageConfig';

/** What a {@link ConnectionTaker} is made of. */
export interface ConnectionTakerOptions {
  readonly client: Pick<KubeClient, 'json'>;
  /** Its controller keeps `storage-config`. */
  readonly openDataHub: boolean;
  /** Identity of this portal: what others wrote stays. */
  readonly portal: string | undefined;
}

/** Whether something names a connection, as far as that is seen. */
export type Use =
  | { readonly state: 'used' }
  | { readonly state: 'unused' }
  | Extract<TakenBack, { readonly state: 'unknown' }>;

interface At {
  readonly namespace: string;
  readonly name: string;
}

/** Version of a Secret that is not there, of which a value is left in another one. */
const ABSENT = 'absent';

/**
 * Takes out of a project what `ConnectionWriter` wrote: the Secret of a connection and its value in `storage-config`, each
 * only in the version that was looked at. Every writing makes another version of both, so that of a writing and a taking
 * at the same time the writing wins:
 *
 * - `storage-config` is looked at first and the Secret then; the writer goes the same way. If the Secret is still the one
 *   of the first look, whoever is being given it has not written `storage-config` yet, or writes it over what is taken.
 * - The value goes before the Secret: what ends in between is found again by the Secret.
 */
export class ConnectionTaker {
  readonly #options: ConnectionTakerOptions;

  constructor(options: ConnectionTakerOptions) {
    this.#options = options;
  }

  /**
   * @param look - who uses it: asked right before anything is taken
   * @throws NotAllowedError that says which role is missing
   */
  async take(
    at: At,
    version: string | undefined,
    look: () => Use,
  ): Promise<TakenBack> {
    const { client, openDataHub, portal } = this.#options;
    const type = resourceTypes.Secret;
    const shared = { namespace: at.namespace, name: STORAGE_CONFIG };
    const config = openDataHub
      ? undefined
      : await metadataOf(client, type, shared);
    const secret = await metadataOf(client, type, at);
    if (secret && !isOwnSecret(secret, portal)) return { state: 'gone' };
    const isInConfig = config !== undefined && isOwnValue(config, at.name);
    if (!secret && !isInConfig) return { state: 'gone' };
    const found = secret?.resourceVersion ?? ABSENT;
    const use = look();
    if (use.state !== 'unused') return use;
    if (version !== found) return { state: 'unused', version: found };
    try {
      if (isInConfig) await this.#takeValue(shared, at.name, config);
      if (secret) await this.#takeSecret(at, secret);
      return { state: 'gone' };
    } catch (error) {
      if (!(error instanceof KubeApiError)) throw error;
      // Somebody is just being given it: it is looked at anew
      if (error.status === 409) return this.take(at, undefined, look);
      if (error.status === 403) throw missingRight(at, error);
      throw error;
    }
  }

  async #takeValue(
    at: At,
    key: string,
    { resourceVersion }: V1ObjectMeta,
  ): Promise<void> {
    await mergeObject(
      this.#options.client,
      resourceTypes.Secret,
      at,
      { metadata: { resourceVersion }, data: { [key]: null } },
      `?fieldManager=${FIELD_MANAGER}`,
    );
  }

  async #takeSecret(
    at: At,
    { uid, resourceVersion }: V1ObjectMeta,
  ): Promise<void> {
    await deleteObject(this.#options.client, resourceTypes.Secret, at, {
      uid,
      resourceVersion,
    });
  }
}

function missingRight(
  { namespace, name }: At,
  { message }: KubeApiError,
): NotAllowedError {
  return new NotAllowedError(
    `the Secret '${name}' in the namespace '${namespace}' is the portal's, nothing there names it any more, and the portal may not delete it: ${message}. Ask who runs the cluster to apply the role '${roles.kserveProject}' anew (deploy/kustomize/portal-access-kserve), or to delete the Secret`,
  );
}
