import { InputError } from '@backstage/errors';
import type { FieldMessage } from '@greenroom/backstage-plugin-model-serving-common';

/** All that is wrong with a request, in one message: `path: what; path: what`. */
export function inputErrorOf(errors: readonly FieldMessage[]): InputError {
  return new InputError(
    errors
      .map(({ path, message }) =>
        path === '' ? message : `${path}: ${message}`,
      )
      .join('; '),
  );
}
