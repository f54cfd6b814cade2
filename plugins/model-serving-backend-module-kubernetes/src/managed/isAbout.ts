import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import type { ManagedObjectRef } from '@greenroom/backstage-plugin-model-serving-node';
import { EventObject, ofRevisions, ofRouters } from '../events';

/**
 * Whether an event's object is one of KServe's, or belongs to what runs of it.
 * @param runs - what runs of it
 */
export function isAbout(
  { kind, name }: ManagedObjectRef,
  runs: readonly Pick<RevisionFacts, 'key'>[],
): (object: EventObject) => boolean {
  const names = runs.map(({ key }) => key.slice(key.indexOf('/') + 1));
  const belongs =
    kind === 'InferenceGraph' ? ofRouters(names) : ofRevisions(names);
  return object =>
    (object.kind === kind && object.name === name) || belongs(object);
}
