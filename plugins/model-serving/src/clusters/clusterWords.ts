import {
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

/** The state of a feature in words. */
export function featureWord(state: ClusterFeatureState): ClusterWord {
  return features[state];
}

/** Whether a cluster answers. */
export function clusterWord({
  reachable,
}: Pick<ClusterView, 'reachable'>): ClusterWord {
  return reachable
    ? { code: 'ready', word: 'Reachable', tone: 'green' }
    : { code: 'failed', word: 'Unknown', tone: 'red' };
}

/** `create, patch deployments.apps in team-a`. */
export function rightInWords(right: MissingClusterRight): string {
  const { verbs, resource, group, namespace } = right;
  const what = group ? `${resource}.${group}` : resource;
  const where = namespace ? `in ${namespace}` : 'in the whole cluster';
  return `${verbs.join(', ')} ${what} ${where}`;
}
