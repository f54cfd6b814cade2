import { fieldPath, isJsonObject } from '../json';
import { isQuantityMap, semanticEqual } from './semanticEqual';

/**
 * One field that differs between two objects. A side that does not have the field is absent.
 * @public
 */
export interface FieldChange {
  /** Like `spec.predictor.containers[name=main].image`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * What differs between two JSON values, field by field with both values, sorted by path. Entries of a list are matched by
 * their `name` where every entry has one of its own (containers, environment), so that an inserted one is one difference;
 * any other list is one field.
 *
 * For people who may read both objects: unlike `changedPaths` it holds values. The order of named entries is no
 * difference; apart from that it is empty exactly if the two are `semanticEqual`.
 * @public
 */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const changes: FieldChange[] = [];
  collect({ before, after, path: '', isQuantity: false }, changes);
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Pair {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Below `requests` or `limits`: `1` and `1000m` are the same. */
  readonly isQuantity: boolean;
}

function collect(pair: Pair, changes: FieldChange[]): void {
  const { path, before, after } = pair;
  if (isSame(pair)) return;
  const parts = fieldsOf(pair) ?? namedEntriesOf(pair);
  if (parts) {
    for (const part of parts) collect(part, changes);
    return;
  }
  changes.push({
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  });
}

function isSame({ before, after, isQuantity }: Pair): boolean {
  return isQuantity
    ? semanticEqual({ limits: before }, { limits: after })
    : semanticEqual(before, after);
}

function fieldsOf({
  path,
  before,
  after,
  isQuantity,
}: Pair): Pair[] | undefined {
  if (!isJsonObject(before) || !isJsonObject(after)) return undefined;
  const [left, right] = [before, after].map(
    value => new Map(Object.entries(value)),
  );
  return [...new Set([...left.keys(), ...right.keys()])].map(key => ({
    path: fieldPath(path, key),
    before: left.get(key),
    after: right.get(key),
    isQuantity: isQuantity || isQuantityMap(key),
  }));
}

function namedEntriesOf({ path, before, after }: Pair): Pair[] | undefined {
  const [left, right] = [byName(before), byName(after)];
  if (!left || !right) return undefined;
  return [...new Set([...left.keys(), ...right.keys()])].map(name => ({
    path: `${path}[name=${name}]`,
    before: left.get(name),
    after: right.get(name),
    isQuantity: false,
  }));
}

function byName(value: unknown): Map<string, unknown> | undefined {
  if (!Array.isArray(value)) return undefined;
  const entries = new Map<string, unknown>();
  for (const entry of value) {
    if (!isJsonObject(entry) || typeof entry.name !== 'string') {
      return undefined;
    }
    entries.set(entry.name, entry);
  }
  return entries.size === value.length ? entries : undefined;
}
