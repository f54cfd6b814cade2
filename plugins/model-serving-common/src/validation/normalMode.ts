/** Deployment modes by the names they had before. */
const LEGACY_MODES: ReadonlyMap<unknown, string> = new Map([
  ['RawDeployment', 'Standard'],
  ['Serverless', 'Knative'],
]);

/** A deployment mode by its name of today; what is no old name stays as it is. @public */
export function normalMode<T>(mode: T): T | string {
  return LEGACY_MODES.get(mode) ?? mode;
}
