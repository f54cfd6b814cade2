import { NotFoundError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ServingKind,
  servingKinds,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { KubeClient, ResourceType } from '../client';
import { demandKServeRights, readableKinds, RightsScope } from '../rights';
import {
  ClusterParts,
  partsOf,
  servedGroups,
  servedKinds,
} from './definitions';

/** What a cluster was found to have. */
export interface FoundKServe {
  /** Kinds that are defined and that the portal may see. */
  readonly kinds: ReadonlyMap<ServingKind, ResourceType>;
  readonly parts: ClusterParts;
}

/**
 * Goes on only on a cluster with KServe, and with all the rights that the portal needs there.
 * @throws NotFoundError or NotAllowedError that says what is missing, and whom to ask for what
 */
export async function demandKServe(
  client: Pick<KubeClient, 'json'>,
  namespaces: readonly string[],
  logger: LoggerService,
  scope: RightsScope = {},
): Promise<FoundKServe> {
  const groups = await servedGroups(client);
  const defined = await servedKinds(client, groups);
  if (!defined.has('InferenceService')) {
    throw new NotFoundError(
      `the cluster has no KServe: nothing defines InferenceService in ${servingKinds.InferenceService.apiVersions[0]}. Ask who runs the cluster to install KServe, or set 'driver: kubernetes' for this cluster, which needs none`,
    );
  }
  await demandKServeRights(client, namespaces, defined, scope);
  const kinds = await readableKinds(client, namespaces, defined);
  const unseen = [...defined.keys()].filter(kind => !kinds.has(kind));
  if (unseen.length > 0) {
    logger.info(
      `The portal may not list and watch ${unseen.join(
        ', ',
      )} on this cluster: it does without`,
    );
  }
  return { kinds, parts: partsOf(groups) };
}
