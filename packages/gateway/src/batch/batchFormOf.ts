import { BatchForm } from './types';
import { v1Form } from './v1Form';

/**
 * How requests to a path are batched; undefined: they are not.
 *
 * @param path - below the route's prefix, with its query
 */
export function batchFormOf(
  method: string | undefined,
  path: string,
): BatchForm | undefined {
  if (method !== 'POST') return undefined;
  const query = path.indexOf('?');
  const end = query < 0 ? path.length : query;
  return path.endsWith(':predict', end) ? v1Form : undefined;
}
