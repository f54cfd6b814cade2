import {
  ANNOTATION_PREFIX,
  annotations,
  VISIBILITY_LABEL,
  type ObjectMeta,
} from '@greenroom/backstage-plugin-model-serving-common';

/** For people and for the control plane: who owns it, what it is called, whether it is stopped, who may call it. */
const NOT_RESTORED: ReadonlySet<string> = new Set([
  ...Object.values(annotations),
  VISIBILITY_LABEL,
]);

/** What a graph says of its steps where KServe's fields end: it goes with the nodes that it names. */
const PART_OF_SPEC: ReadonlySet<string> = new Set([
  annotations.graphHeaders,
  annotations.graphProfile,
  annotations.graphSteps,
]);

/**
 * The metadata of a resource that takes back the spec of another moment.
 *
 * What runs is as it was then. What it is called, who owns it, whether it is stopped and who may reach it stay as they
 * are: nobody takes back a change of owner or a closed route by going back to an older model.
 */
export function restoredMetadata<T extends ObjectMeta>(
  now: T,
  then: ObjectMeta,
): T {
  return {
    ...now,
    labels: merged(now.labels, then.labels),
    annotations: merged(now.annotations, then.annotations),
  };
}

function merged(
  now: Readonly<Record<string, string>> = {},
  then: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(then).filter(([key]) => isRestored(key)),
    ...Object.entries(now).filter(([key]) => !isRestored(key)),
  ]);
}

function isRestored(key: string): boolean {
  if (PART_OF_SPEC.has(key)) return true;
  return !NOT_RESTORED.has(key) && !key.startsWith(`${ANNOTATION_PREFIX}/`);
}
