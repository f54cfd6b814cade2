import { isJsonObject } from '../json';
import { parseQuantity } from '../quantity';

/** Maps below these keys hold quantities, where `1` and `1000m` are the same. */
const QUANTITY_MAPS: readonly string[] = ['requests', 'limits'];

/**
 * Whether two JSON values mean the same to Kubernetes: an absent field, `null`, an empty object and an empty list are
 * the same, the order of keys does not matter, and quantities compare by value.
 *
 * Decides whether a write changed anything, so that defaults and empty fields that a client sends along make no new
 * generation (kserve#2232).
 * @public
 */
export function semanticEqual(a: unknown, b: unknown): boolean {
  return equal(a, b, false);
}

/** Whether what lies below a key are quantities. */
export function isQuantityMap(key: string): boolean {
  return QUANTITY_MAPS.includes(key);
}

function equal(a: unknown, b: unknown, asQuantities: boolean): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length && a.every((entry, i) => equal(entry, b[i], false))
    );
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every(key =>
      equal(
        ownValue(a, key),
        ownValue(b, key),
        asQuantities || isQuantityMap(key),
      ),
    );
  }
  return a === b || (asQuantities && isSameQuantity(a, b));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.values(value).every(isEmpty);
}

function isSameQuantity(a: unknown, b: unknown): boolean {
  const [left, right] = [a, b].map(value =>
    typeof value === 'string' || typeof value === 'number'
      ? parseQuantity(value)
      : undefined,
  );
  return left !== undefined && left === right;
}

function ownValue(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
