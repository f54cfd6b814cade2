import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceStore } from '../store/types';

const LIST_PAGE = 500;

/** All deployments that are stored; of one cluster, if it is named. */
export async function deploymentRefs(
  resources: Pick<ResourceStore, 'listRefs'>,
  cluster?: string,
): Promise<readonly ResourceRef[]> {
  const all: ResourceRef[] = [];
  let after: string | undefined;
  do {
    const page = await resources.listRefs('InferenceService', after, LIST_PAGE);
    all.push(...page.refs);
    after = page.after;
  } while (after !== undefined);
  return cluster === undefined
    ? all
    : all.filter(ref => ref.cluster === cluster);
}
