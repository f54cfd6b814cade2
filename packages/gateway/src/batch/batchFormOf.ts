import { BatchForm } from './types';
import { v1Form } from './v1Form';
import { v2Form } from './v2Form';

/** Inference of the Open Inference Protocol; a query may follow. */
const v2Infer = /^\/v2\/models\/[^/?]+(?:\/versions\/[^/?]+)?\/infer(?:\?|$)/;

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
  if (path.endsWith(':predict', end)) return v1Form;
  return v2Infer.test(path) ? v2Form : undefined;
}
