import { InputError } from '@backstage/errors';
import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';

/** Path of one resource, below its area. */
export const REF_PATH = '/:cluster/:namespace/:name';

/** RFC 1123: names made elsewhere may be DNS subdomains. */
export const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** The resource that a path names. @throws InputError naming the part that cannot be a name. */
export function pathRef(params: Readonly<Record<string, string>>): ResourceRef {
  const { cluster, namespace, name } = params;
  for (const [part, value] of Object.entries({ cluster, namespace, name })) {
    if (NAME.test(value)) continue;
    throw new InputError(
      `${part} in the path is not a name: lower case letters, digits, '-' and '.', at most 253 characters`,
    );
  }
  return { cluster, namespace, name };
}
