import { ANNOTATION_PREFIX } from '@greenroom/backstage-plugin-model-serving-common';

const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Annotations of a service that go to what lets its requests in, as KServe passes them on: time limits, sizes, certificates,
 * in the words of whatever controller is there. Not what only this portal reads, and changes without anybody being let in
 * otherwise. Source: kserve-status-and-objects §3.
 */
export function routeAnnotations(
  annotations: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([name]) => name !== APPLIED && !name.startsWith(`${ANNOTATION_PREFIX}/`),
    ),
  );
}
