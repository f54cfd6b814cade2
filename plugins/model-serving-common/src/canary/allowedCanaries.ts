/** So many are remembered; older ones were acted on long ago. */
const KEPT = 8;

const REVISION = /^[a-z0-9]([-a-z0-9]{0,251}[a-z0-9])?$/;

/**
 * The annotation `greenroom/canary-allowed`: canaries that the guard had stopped and somebody let go on with the same share,
 * as `<revision>=<ISO 8601>` with commas between them. What the guard found of one until then counts no more; what it answers
 * from then on is judged anew.
 *
 * @returns by name of the revision, ms since epoch
 * @throws Error with what is wrong, in one sentence
 * @public
 */
export function readAllowedCanaries(
  annotation: string | undefined,
): ReadonlyMap<string, number> {
  const entries = (annotation ?? '')
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
  return new Map(
    entries.map(entry => {
      const [revision, at = '', ...rest] = entry.split('=');
      const time = Date.parse(at);
      if (!REVISION.test(revision) || rest.length > 0 || Number.isNaN(time)) {
        throw new Error(
          `"${entry}" is not <revision>=<time>, as in iris-predictor-00002=2026-01-31T10:00:00Z`,
        );
      }
      return [revision, time];
    }),
  );
}

/**
 * The annotation with one more that may go on.
 *
 * @param at - ms since epoch
 * @public
 */
export function withAllowedCanary(
  annotation: string | undefined,
  revision: string,
  at: number,
): string {
  const known = new Map(readAllowedCanaries(annotation));
  known.delete(revision);
  return [...known, [revision, at] as const]
    .slice(-KEPT)
    .map(([name, time]) => `${name}=${new Date(time).toISOString()}`)
    .join(',');
}
