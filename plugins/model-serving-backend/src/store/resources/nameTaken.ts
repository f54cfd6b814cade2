import { ConflictError } from '@backstage/errors';
import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredKind } from '../types';
import { describeRef, type ResourceRow } from './row';

/** The refusal of a new resource whose name is in use, by the row that has it. */
export function nameTaken(
  kind: StoredKind,
  ref: ResourceRef,
  row: ResourceRow | undefined,
): ConflictError {
  return new ConflictError(
    row?.deletion_requested_at
      ? `${describeRef(
          kind,
          ref,
        )} is still being deleted: wait until it is gone, or choose another name`
      : `${describeRef(kind, ref)} exists already: choose another name`,
  );
}
