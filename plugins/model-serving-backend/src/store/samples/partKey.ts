/** What samples of one part of a deployment (a revision) are kept under: they go with the deployment. */
export function partKey(uid: string, part: string): string {
  return `${uid}/${part}`;
}

/** Bounds of the keys of all parts of a deployment: above the first, below the second. `0` follows `/`. */
export function partRange(
  uid: string,
): readonly [after: string, before: string] {
  return [`${uid}/`, `${uid}0`];
}
