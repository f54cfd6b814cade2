/** How many digits a revision number has at least; KServe's (Knative's) width. */
const DIGITS = 5;

/** Name of a revision of a service's predictor: `iris-predictor-00001`. */
export function revisionName(service: string, number: number): string {
  return `${service}-predictor-${String(number).padStart(DIGITS, '0')}`;
}

/** Key of a revision on its cluster and in snapshots. */
export function revisionKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** Namespace and service that a revision key belongs to; undefined if it is no key of ours. */
export function serviceOfRevisionKey(
  key: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const match = /^([^/]+)\/(.+)-predictor-\d{5,}$/.exec(key);
  return match ? { namespace: match[1], name: match[2] } : undefined;
}
