import type { V1ObjectMeta } from '@kubernetes/client-node';
import { FIELD_MANAGER, PORTAL_LABEL } from '../../objects';

/**
 * Whether a Secret is this portal's to take away: it has the portal's label, and nobody else wrote values into it or has
 * it owned by something else.
 */
export function isOwnSecret(
  metadata: V1ObjectMeta,
  portal: string | undefined,
): boolean {
  const isLabelled =
    portal !== undefined && metadata.labels?.[PORTAL_LABEL] === portal;
  return (
    isLabelled &&
    (metadata.ownerReferences ?? []).length === 0 &&
    managersOf(metadata, 'f:data').every(manager => manager === FIELD_MANAGER)
  );
}

/** Whether this portal wrote one value of a Secret in which others have values, and nobody else wrote that one. */
export function isOwnValue(metadata: V1ObjectMeta, key: string): boolean {
  const managers = managersOf(metadata, 'f:data', `f:${key}`);
  return (
    managers.length > 0 && managers.every(manager => manager === FIELD_MANAGER)
  );
}

/** Who wrote a field, by the API server's record. */
function managersOf(
  { managedFields = [] }: V1ObjectMeta,
  ...path: readonly string[]
): readonly (string | undefined)[] {
  return managedFields
    .filter(({ fieldsV1 }) => has(fieldsV1, path))
    .map(({ manager }) => manager);
}

function has(fields: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  const below = Object(fields) as Record<string, unknown>;
  return Object.hasOwn(below, key) && has(below[key], rest);
}
