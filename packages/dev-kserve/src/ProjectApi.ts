import { isDeepStrictEqual } from 'node:util';
import { KubeApi, RefusedCall } from './KubeApi';

const MERGE = 'application/merge-patch+json';
const JSON_TYPE = 'application/json';
/** As whom KServe writes. */
const MANAGER = 'fieldManager=kserve';

interface Reported {
  readonly metadata: { readonly name: string };
  readonly status?: unknown;
}

/**
 * Objects of one namespace. Kinds are written as group with version, and plural: `apps/v1 deployments`. What is gone
 * meanwhile, by itself or with its namespace, is nobody's concern.
 */
export class ProjectApi {
  readonly #api: KubeApi;
  readonly #namespace: string;

  constructor(api: KubeApi, namespace: string) {
    this.#api = api;
    this.#namespace = namespace;
  }

  async list<T>(kind: string): Promise<readonly T[]> {
    const list = await this.#api.call<{ items: readonly T[] }>(
      'GET',
      this.#path(kind),
    );
    return list.items;
  }

  async create(kind: string, value: object): Promise<void> {
    await tolerant(() =>
      this.#api.call('POST', this.#path(kind), { type: JSON_TYPE, value }),
    );
  }

  async merge(kind: string, name: string, value: object): Promise<void> {
    const path = `${this.#path(kind)}/${name}?${MANAGER}`;
    await tolerant(() => this.#api.call('PATCH', path, { type: MERGE, value }));
  }

  async remove(kind: string, name: string): Promise<void> {
    await tolerant(() =>
      this.#api.call('DELETE', `${this.#path(kind)}/${name}`),
    );
  }

  /** Writes a status. Nothing when it says so already: its writer would look again for ever. */
  async report(
    kind: string,
    { metadata, status }: Reported,
    value: object,
  ): Promise<void> {
    if (isDeepStrictEqual(status, value)) return;
    const path = `${this.#path(kind)}/${metadata.name}/status?${MANAGER}`;
    await tolerant(() =>
      this.#api.call('PATCH', path, {
        type: 'application/json-patch+json',
        value: [{ op: 'add', path: '/status', value }],
      }),
    );
  }

  #path(kind: string): string {
    const [group, plural] = kind.split(' ');
    const base = group.includes('/') ? 'apis' : 'api';
    return `/${base}/${group}/namespaces/${this.#namespace}/${plural}`;
  }
}

async function tolerant(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const isGone =
      error instanceof RefusedCall &&
      (error.status === 404 || /being terminated/.test(error.message));
    if (!isGone) throw error;
  }
}
