import type {
  InferenceService,
  KubernetesObject,
  ServingKind,
  ServingObjects,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceStore, StoredResource } from '../store';

const PAGE = 200;

/** What is there of a kind, together with what is about to be written. */
export class ResourceFacts {
  readonly #resources: Pick<ResourceStore, 'listResources' | 'get'>;
  readonly #cluster: string;
  readonly #alongside: readonly KubernetesObject[];

  constructor(options: {
    readonly resources: Pick<ResourceStore, 'listResources' | 'get'>;
    readonly cluster: string;
    /** Stands in for what is stored of the same kind and name. */
    readonly alongside?: readonly KubernetesObject[];
  }) {
    this.#resources = options.resources;
    this.#cluster = options.cluster;
    this.#alongside = options.alongside ?? [];
  }

  /** All of a kind; with a namespace, those in it. */
  async all<K extends ServingKind>(
    kind: K,
    namespace?: string,
  ): Promise<readonly ServingObjects[K][]> {
    const coming = this.#coming(kind).filter(
      object =>
        namespace === undefined || object.metadata.namespace === namespace,
    );
    const stored = (await this.#stored(kind, namespace)).filter(
      ({ object }) => !coming.some(other => isSame(other, object)),
    );
    return [...stored.map(({ object }) => object), ...coming];
  }

  /** One InferenceService. */
  async service(
    namespace: string,
    name: string,
  ): Promise<InferenceService | undefined> {
    const coming = this.#coming('InferenceService').find(
      ({ metadata }) =>
        metadata.name === name && metadata.namespace === namespace,
    );
    if (coming) return coming;
    const ref = { cluster: this.#cluster, namespace, name };
    return (await this.#resources.get('InferenceService', ref))?.object;
  }

  /** Checked when they were planned: their kind says what they are. */
  #coming<K extends ServingKind>(kind: K): readonly ServingObjects[K][] {
    return this.#alongside.filter(
      (object): object is ServingObjects[K] => object.kind === kind,
    );
  }

  async #stored<K extends ServingKind>(
    kind: K,
    namespace?: string,
  ): Promise<readonly StoredResource<K>[]> {
    const found: StoredResource<ServingKind>[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#resources.listResources(
        {
          clusters: [this.#cluster],
          namespaces: namespace === undefined ? undefined : [namespace],
          visible: [{ kinds: [kind] }],
        },
        { limit: PAGE, cursor },
      );
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return found.filter(
      (stored): stored is StoredResource<K> => stored.kind === kind,
    );
  }
}

function isSame(a: KubernetesObject, b: KubernetesObject): boolean {
  return (
    a.metadata.name === b.metadata.name &&
    (a.metadata.namespace ?? '') === (b.metadata.namespace ?? '')
  );
}
