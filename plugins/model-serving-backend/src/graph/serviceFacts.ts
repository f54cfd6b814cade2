import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import { currentState } from '../deployments/view';
import type { ResourceStore, StoredResource } from '../store';
import type { ServiceFacts } from './serviceProblems';

/** What a graph needs to know of a stored service. */
export function serviceFacts(
  stored: StoredResource<'InferenceService'>,
  now: number,
): ServiceFacts {
  const { observed, object, ref } = stored;
  const protocol =
    observed?.protocol ?? object.spec.predictor.model?.protocolVersion;
  return {
    state: currentState(stored, { now }),
    ...(protocol ? { protocol } : {}),
    modelName: observed?.modelName ?? ref.name,
  };
}

/** The services of one project by name, each read once. */
export async function readServices(
  names: readonly string[],
  project: Omit<ResourceRef, 'name'>,
  resources: Pick<ResourceStore, 'get'>,
): Promise<ReadonlyMap<string, StoredResource<'InferenceService'>>> {
  const found = new Map<string, StoredResource<'InferenceService'>>();
  for (const name of names) {
    const stored = await resources.get('InferenceService', {
      ...project,
      name,
    });
    if (stored) found.set(name, stored);
  }
  return found;
}
