import {
  annotations,
  KUEUE_QUEUE_LABEL,
  VISIBILITY_LABEL,
  type KubernetesObject,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { V1ManagedFieldsEntry } from '@kubernetes/client-node';
import { FIELD_MANAGER } from '../objects';

const PROFILE: readonly string[] = [
  annotations.hardwareProfile,
  annotations.hardwareProfileNamespace,
  annotations.hardwareProfileVersion,
];

/** Keys of labels and annotations that other tools set. */
export interface ForeignKeys {
  readonly labels: ReadonlySet<string>;
  readonly annotations: ReadonlySet<string>;
}

/**
 * Whose labels and annotations are not ours, from the API server's record of who set which field. What nobody is named
 * for is taken for foreign: better one too many stays than one that a tool counts on goes.
 *
 * Not foreign is what people switch off here by taking it away, whoever switched it on: the route of Open Data Hub's, and
 * a hardware profile with its queue. A route that stayed would be open while the page says that it is closed.
 */
export function foreignKeys(
  { metadata }: KubernetesObject,
  managedFields: readonly V1ManagedFieldsEntry[],
): ForeignKeys {
  const ours = managedFields.filter(({ manager }) => manager === FIELD_MANAGER);
  const foreignOf = (map: 'labels' | 'annotations') => {
    const own = new Set(ours.flatMap(entry => keysOf(entry, map)));
    return new Set(
      Object.entries(metadata[map] ?? {})
        .filter(entry => !own.has(entry[0]) && !isSwitch(metadata, entry))
        .map(([key]) => key),
    );
  };
  return { labels: foreignOf('labels'), annotations: foreignOf('annotations') };
}

function isSwitch(
  { annotations: notes }: KubernetesObject['metadata'],
  [key, value]: readonly [string, string],
): boolean {
  // KServe's own value of the label closes a route: it stays
  if (key === VISIBILITY_LABEL) return value === 'exposed';
  if (key === KUEUE_QUEUE_LABEL)
    return Boolean(notes?.[annotations.hardwareProfile]);
  return PROFILE.includes(key);
}

/** Keys below `f:metadata`, `f:<map>` of a FieldsV1: `f:team`, beside `.` for the map itself. */
function keysOf(
  { fieldsV1 }: V1ManagedFieldsEntry,
  map: 'labels' | 'annotations',
): readonly string[] {
  const fields = below(below(fieldsV1, 'f:metadata'), `f:${map}`);
  return Object.keys(fields)
    .filter(key => key.startsWith('f:'))
    .map(key => key.slice('f:'.length));
}

function below(fields: unknown, key: string): Record<string, unknown> {
  const record = Object(fields) as Record<string, unknown>;
  return Object(record[key]) as Record<string, unknown>;
}
