import { CatalogApi } from '@backstage/plugin-catalog-react';

const POLL_MS = 250;
/** The catalog is told of a deployment within a second or two; its page says what there is to say after that. */
const TRIES = 20;

/** Waits until the catalog has an entity, but not for ever: nobody is kept from a page that may be there by now. */
export async function untilKnown(
  catalog: Pick<CatalogApi, 'getEntityByRef'>,
  entityRef: string,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await catalog
      .getEntityByRef(entityRef)
      .catch(() => undefined);
    if (found) return;
    await new Promise(resolve => {
      setTimeout(resolve, POLL_MS);
    });
  }
}
