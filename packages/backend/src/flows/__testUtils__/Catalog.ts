import type { Entity } from '@backstage/catalog-model';
import type { TestPortal } from './TestPortal';

/** What the catalog holds. */
export class Catalog {
  readonly #portal: TestPortal;

  constructor(portal: TestPortal) {
    this.#portal = portal;
  }

  /** @param path - `component/demo/iris` */
  async get(path: string): Promise<Entity | undefined> {
    const { status, body } = await this.#portal.call(
      'alice',
      'GET',
      `catalog/entities/by-name/${path}`,
    );
    return status === 200 ? body : undefined;
  }
}

/** Relations as `providesApi api:demo/iris`, sorted. */
export function relationsOf({ relations = [] }: Entity): string[] {
  return relations.map(({ type, targetRef }) => `${type} ${targetRef}`).sort();
}
