import type { ComponentName } from '@greenroom/backstage-plugin-model-serving-common';

/** How many digits a revision number has at least; KServe's (Knative's) width. */
const DIGITS = 5;

/** Name of a revision of one of a service's components: `iris-predictor-00001`. */
export function revisionName(
  service: string,
  component: ComponentName,
  number: number,
): string {
  return `${service}-${component}-${String(number).padStart(DIGITS, '0')}`;
}

/** Key of a revision on its cluster and in snapshots. */
export function revisionKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** Namespace, service and component that a revision key belongs to; undefined if it is no key of ours. */
export function serviceOfRevisionKey(key: string):
  | {
      readonly namespace: string;
      readonly name: string;
      readonly component: ComponentName;
    }
  | undefined {
  const match = /^([^/]+)\/(.+)-(predictor|transformer|explainer)-\d{5,}$/.exec(
    key,
  );
  return match
    ? {
        namespace: match[1],
        name: match[2],
        component: match[3] as ComponentName,
      }
    : undefined;
}
