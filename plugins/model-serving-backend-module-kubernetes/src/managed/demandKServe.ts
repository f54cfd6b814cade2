import { NotFoundError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ServingKind,
  servingKinds,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { KubeClient, ResourceType } from '../client';
import {
  demandKServeGranted,
  demandKServeRights,
  ProjectRights,
  readableKinds,
  requiredKServeRights,
  RightsScope,
} from '../rights';
import {
  ClusterParts,
  partsOf,
  servedGroups,
  servedHardwareProfiles,
  servedKinds,
} from './definitions';

/** What a cluster was found to have. */
export interface FoundKServe {
  /** Kinds that are defined; those of the whole cluster only if the portal may see them. */
  readonly kinds: ReadonlyMap<ServingKind, ResourceType>;
  /** Kinds that are defined, whether the portal may see them or not. */
  readonly defined: ReadonlySet<ServingKind>;
  readonly parts: ClusterParts;
  /**
   * Goes on only with all the rights that the portal needs in a project.
   * @returns the kinds that it may see there
   * @throws NotAllowedError that says what is missing, and whom to ask for what
   */
  readonly demandIn: (
    namespace: string,
  ) => Promise<ReadonlyMap<ServingKind, ResourceType>>;
}

/**
 * Goes on only on a cluster with KServe, and with the rights that the portal needs in the whole of it: those in projects are
 * each project's own matter.
 * @throws NotFoundError or NotAllowedError that says what is missing, and whom to ask for what
 */
export async function demandKServe(
  client: Pick<KubeClient, 'json'>,
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
  await demandKServeRights(client, [], defined, scope);
  const watched = scope.watchesCluster ? [''] : [];
  const kinds = await readableKinds(client, watched, defined);
  const unseen = unseenOf(defined, kinds);
  if (unseen) {
    logger.info(
      `The portal may not list and watch ${unseen} on this cluster: it does without`,
    );
  }
  const hardwareProfiles = await servedHardwareProfiles(client, groups);
  const ofProjects = new Map(
    [...kinds].filter(([kind]) => servingKinds[kind].namespaced),
  );
  const rights = new ProjectRights(
    client,
    namespace => requiredKServeRights([namespace], ofProjects),
    demandKServeGranted,
  );
  return {
    kinds,
    defined: new Set(defined.keys()),
    parts: {
      ...partsOf(groups),
      ...(hardwareProfiles && { hardwareProfiles }),
    },
    demandIn: async namespace => {
      await rights.demand(namespace);
      const seen = await readableKinds(client, [namespace], ofProjects);
      const unseenThere = unseenOf(ofProjects, seen);
      if (unseenThere) {
        logger.info(
          `The portal may not list and watch ${unseenThere} in the namespace '${namespace}': it does without`,
        );
      }
      return seen;
    },
  };
}

function unseenOf(
  defined: FoundKServe['kinds'],
  seen: FoundKServe['kinds'],
): string {
  return [...defined.keys()].filter(kind => !seen.has(kind)).join(', ');
}
