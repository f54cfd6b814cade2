import { NotAllowedError } from '@backstage/errors';
import type { ServingKind } from '@greenroom/backstage-plugin-model-serving-common';
import type { KubeClient, ResourceType } from '../client';
import { describeMissing, missingRights } from './missingRights';
import {
  clusterRoleOf,
  optionalKServeRights,
  requiredKServeRights,
} from './requiredKServeRights';
import { Right, RightsScope, roles } from './requiredRights';

type Kinds = ReadonlyMap<ServingKind, ResourceType>;

/**
 * Goes on only with all the rights that the portal needs on a cluster with KServe.
 * @param namespaces - of the projects; the rights in the whole cluster are asked for in any case
 * @throws NotAllowedError that says what is missing and whom to ask for what
 */
export async function demandKServeRights(
  client: Pick<KubeClient, 'json'>,
  namespaces: readonly string[],
  kinds: Kinds,
  scope: RightsScope = {},
): Promise<void> {
  const required = requiredKServeRights(namespaces, kinds, scope);
  demandKServeGranted(await missingRights(client, required));
}

/** @throws NotAllowedError that says what is missing and whom to ask for what, if anything is */
export function demandKServeGranted(missing: readonly Right[]): void {
  if (missing.length === 0) return;
  const wanted = new Set(
    missing.map(({ namespace, resource }) =>
      namespace
        ? `the role '${roles.kserveProject}' in each project's namespace`
        : `the role '${clusterRoleOf(resource)}' in the whole cluster`,
    ),
  );
  throw new NotAllowedError(
    `the portal's account may not do what it needs on the cluster: ${describeMissing(
      missing,
    )}. Ask who runs the cluster to bind ${[...wanted].join(
      ' and ',
    )} (deploy/kustomize/portal-access-kserve)`,
  );
}

/** The kinds that the portal may see; those that it can do without are left out where it may not. */
export async function readableKinds(
  client: Pick<KubeClient, 'json'>,
  namespaces: readonly string[],
  kinds: Kinds,
): Promise<Kinds> {
  const readable = new Map<ServingKind, ResourceType>();
  for (const [kind, type] of kinds) {
    const rights = optionalKServeRights(kind, namespaces, kinds);
    const missing = await missingRights(client, rights);
    if (missing.length === 0) readable.set(kind, type);
  }
  return readable;
}
