import {
  fieldChanges,
  ImportedResource,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Explained } from '../../changes';

/** What a planned write of a graph would do, as every change is explained. */
export function plannedChange({
  previous,
  resource,
  errors,
  warnings,
}: ImportedResource): Explained {
  const diff =
    previous && resource && errors.length === 0
      ? fieldChanges(previous, resource)
      : [];
  return {
    summary: summaryOf(diff.length),
    diff,
    errors,
    warnings,
  };
}

function summaryOf(fields: number): string {
  if (fields === 0) return 'Nothing would change.';
  return `${fields} ${
    fields === 1 ? 'field' : 'fields'
  } would change. Requests under way end as they began; the next ones take the new way.`;
}
