import {
  ClusterFeature,
  ClusterFeatureState,
  ClusterView,
  MissingClusterRight,
  StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A word, an icon (that of a deployment in the like state) and a tone. */
export interface ClusterWord {
  readonly code: StateCode;
  readonly word: string;
  readonly tone: 'green' | 'amber' | 'red' | 'grey';
}

const features: Readonly<Record<ClusterFeatureState, ClusterWord>> = {
  present: { code: 'ready', word: 'There', tone: 'green' },
  limited: { code: 'idle', word: 'In part', tone: 'amber' },
  absent: { code: 'stopped', word: 'Not there', tone: 'grey' },
  unknown: { code: 'unknown', word: 'Unknown', tone: 'grey' },
};

/** There, with nothing that somebody would have to do for it. */
const unused: ClusterWord = { code: 'idle', word: 'Not used', tone: 'grey' };

/** The state of a feature in words; amber only where it needs something (decision 0051). */
export function featureWord({
  state,
  needed,
}: Pick<ClusterFeature, 'state' | 'needed'>): ClusterWord {
  return state === 'limited' && !needed ? unused : features[state];
}

/** Whether a cluster answers. */
export function clusterWord({
  reachable,
}: Pick<ClusterView, 'reachable'>): ClusterWord {
  return reachable
    ? { code: 'ready', word: 'Reachable', tone: 'green' }
    : { code: 'failed', word: 'Unknown', tone: 'red' };
}

/** `create, patch deployments.apps`. */
export function rightInWords(right: MissingClusterRight): string {
  const { verbs, resource, group } = right;
  return `${verbs.join(', ')} ${group ? `${resource}.${group}` : resource}`;
}

/** Roles of `portal-account`, which is a part of every folder. */
const SHARED_ROLES: ReadonlySet<string> = new Set([
  'greenroom-nodes',
  'greenroom-kserve-config',
]);

/** Folders of `deploy/kustomize` that bring the roles of missing rights. */
export function manifestsOf(
  rights: readonly Pick<MissingClusterRight, 'role'>[],
): readonly string[] {
  const folders = new Set(
    rights
      .filter(({ role }) => !SHARED_ROLES.has(role))
      .map(({ role }) =>
        role.startsWith('greenroom-kserve-')
          ? 'portal-access-kserve'
          : 'portal-access',
      ),
  );
  return folders.size > 0 ? [...folders] : ['portal-account'];
}

/** Whether a role that gives a missing right is one that the Helm chart makes, too. */
export function isOfChart(
  rights: readonly Pick<MissingClusterRight, 'role'>[],
): boolean {
  return rights.some(
    ({ role }) =>
      SHARED_ROLES.has(role) || !role.startsWith('greenroom-kserve-'),
  );
}

/** A right that is missing in several places in the same way. */
export interface MissingRightGroup {
  readonly right: MissingClusterRight;
  /** `in team-a, team-b`. */
  readonly where: string;
}

/** Rights that differ in their project only, said once. */
export function groupedRights(
  missing: readonly MissingClusterRight[],
): readonly MissingRightGroup[] {
  const groups = new Map<string, MissingClusterRight[]>();
  for (const right of missing) {
    const { purpose, isOptional, role } = right;
    const key = [rightInWords(right), purpose, isOptional, role].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), right]);
  }
  return [...groups.values()].map(rights => ({
    right: rights[0],
    where: `in ${rights
      .map(({ namespace }) => namespace ?? 'the whole cluster')
      .join(', ')}`,
  }));
}

/**
 * What does not work without the required rights that are missing: all of a cluster, or some of its projects.
 * @param cluster - `reachable`: it works in those of its projects in which nothing is missing
 */
export function withoutRights(
  { reachable, namespaces }: Pick<ClusterView, 'reachable' | 'namespaces'>,
  required: readonly MissingClusterRight[],
): string {
  const missing = new Set(required.map(({ namespace }) => namespace));
  const projects = namespaces.filter(name => missing.has(name));
  const isPart =
    reachable &&
    projects.length === missing.size &&
    projects.length < namespaces.length;
  return isPart
    ? `Nothing can be deployed in ${projects.join(
        ', ',
      )} without these rights; the other projects work`
    : 'The portal cannot work here without these rights';
}
