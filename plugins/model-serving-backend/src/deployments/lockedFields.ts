import {
  annotations,
  type FieldMessage,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * Fields that an edit must leave as they are, beside name and project: what kind of model it is decides which pages and
 * protocols fit (screens.md §4).
 */
export function lockedFieldErrors(
  previous: InferenceService,
  next: InferenceService,
): readonly FieldMessage[] {
  const [before, after] = [previous, next].map(
    service => service.metadata?.annotations?.[annotations.modelType],
  );
  if (before === undefined || before === after) return [];
  return [
    {
      path: `metadata.annotations[${annotations.modelType}]`,
      message: `cannot be changed from '${before}' to '${
        after ?? 'none'
      }'; create another deployment instead`,
    },
  ];
}
