import { InputError } from '@backstage/errors';
import type { ServingKind } from '@greenroom/backstage-plugin-model-serving-common';
import type { VisibleKinds } from '../access';
import type { StoredResource, Stores } from '../store';
import type { ExportQuery } from './types';
import { inOrder, writeYaml } from './writeYaml';

const PAGE = 200;
/** Resources of one export: as many as an hour of `kubectl apply` takes. */
const MAX_EXPORT = 2000;

/** All resources that match, as one YAML stream in an order in which they can be applied. @throws InputError if there are too many */
export async function exportResources(
  resources: Pick<Stores['resources'], 'listResources'>,
  query: ExportQuery,
  visible: readonly VisibleKinds[],
): Promise<string> {
  const { cluster, namespace, name } = query;
  const found: StoredResource<ServingKind>[] = [];
  let cursor: string | undefined;
  do {
    const page = await resources.listResources(
      {
        clusters: [cluster],
        namespaces: namespace === undefined ? undefined : [namespace],
        name,
        visible,
      },
      { limit: PAGE, cursor },
    );
    if (page.totalItems > MAX_EXPORT) {
      throw new InputError(
        `${page.totalItems} resources match; at most ${MAX_EXPORT} are exported at once: name a namespace or kinds`,
      );
    }
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const going = found.filter(stored => !stored.deletionRequestedAt);
  return writeYaml(inOrder(going).map(({ object }) => object));
}
