import { fieldPath, isJsonObject } from '../json';
import { semanticEqual } from './semanticEqual';

/**
 * Which fields differ between two JSON values, as sorted field paths such as `spec.predictor.minReplicas` or
 * `metadata.annotations[serving.kserve.io/stop]`. A list counts as one field. Only paths, never values: the result goes
 * into history and audit, where a secret must not appear.
 *
 * Empty exactly if the two are `semanticEqual`.
 * @public
 */
export function changedPaths(before: unknown, after: unknown): string[] {
  const paths: string[] = [];
  collect(before, after, '', paths);
  return paths.sort();
}

function collect(
  before: unknown,
  after: unknown,
  path: string,
  paths: string[],
): void {
  const keys = new Set([
    ...(isJsonObject(before) ? Object.keys(before) : []),
    ...(isJsonObject(after) ? Object.keys(after) : []),
  ]);
  if (isLeaf(before) || isLeaf(after) || keys.size === 0) {
    if (!semanticEqual(before, after)) paths.push(path);
    return;
  }
  for (const key of keys) {
    const [left, right] = [before, after].map(value =>
      isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined,
    );
    // The whole pair decides about quantities, which only their parent's key tells apart from text.
    if (!semanticEqual({ [key]: left }, { [key]: right })) {
      collect(left, right, fieldPath(path, key), paths);
    }
  }
}

function isLeaf(value: unknown): boolean {
  return value !== undefined && value !== null && !isJsonObject(value);
}
