import { TrainedModel } from '../resources';
import { Profile } from '../settings';
import { Messages } from '../validation/messages';
import { ValidationResult } from '../validation/validateInferenceService';
import { objectRules } from '../validation/objectRules';

/** @public */
export interface TrainedModelValidationOptions {
  /** Its fields have the types of the CRD. */
  readonly model: TrainedModel;
  readonly previous?: TrainedModel;
  readonly profile: Profile;
}

const NAME = /^[a-zA-Z0-9_-]+$/;
const PREFIXES = ['s3://', 'gs://', 'https://', 'http://'];

/**
 * What is wrong with a TrainedModel. What its server must be like is no error here but a condition: see
 * {@link trainedModelConditions}. Source: kserve-resources §10.
 * @public
 */
export function validateTrainedModel(
  options: TrainedModelValidationOptions,
): ValidationResult {
  const { model, previous, profile } = options;
  const messages = new Messages();
  if (previous?.metadata.deletionTimestamp) return messages;
  const { name } = model.metadata;
  const { storageUri, memory } = model.spec.model;
  objectRules({
    object: model,
    previous,
    kind: 'TrainedModel',
    profile,
    messages,
  });
  if (!NAME.test(name) && !messages.has('metadata.name')) {
    messages.error(
      'metadata.name',
      `the Trained Model "${name}" is invalid: a Trained Model name must consist of alphanumeric characters, '_', or '-'. (e.g. "my-Name" or "abc_123", regex used for validation is '^[a-zA-Z0-9_-]+$')`,
    );
  }
  if (!PREFIXES.some(prefix => storageUri.startsWith(prefix))) {
    messages.error(
      'spec.model.storageUri',
      `the Trained Model "${name}" storageUri field is invalid. The storage uri must start with one of the prefixes: ${PREFIXES.join(
        ', ',
      )}. (the storage uri given is "${storageUri}")`,
    );
  }
  const before = previous?.spec.model.memory;
  if (before !== undefined && String(before) !== String(memory)) {
    messages.error(
      'spec.model.memory',
      `the Trained Model "${name}" memory field is immutable. The memory was "${before}" but it is updated to "${memory}"`,
    );
  }
  return messages;
}
