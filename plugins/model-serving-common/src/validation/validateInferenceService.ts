import { FieldMessage } from '../api/types';
import { isTooDeep, MAX_DEPTH } from '../json';
import { InferenceService } from '../resources';
import { ClusterSettings, Profile } from '../settings';
import { containerRules } from './containerRules';
import { defaultInferenceService } from './defaultInferenceService';
import { nameRules, updateRules } from './identityRules';
import { implementationRules } from './implementationRules';
import { inferenceServiceShape } from './inferenceServiceShape';
import { Messages } from './messages';
import { metadataRules, sizeRules } from './metadataRules';
import { Rule, ValidationFacts } from './rule';
import { runtimeRules } from './runtimeRules';
import { autoscalerClassRule, scalingRules } from './scalingRules';
import { checkShape } from './shape';
import { storageRules } from './storageRules';
import { unservedFieldRules } from './unservedFields';

/** In KServe's order: the first error is what KServe would answer. Source: kserve-resources §5. */
const RULES: readonly Rule[] = [
  updateRules,
  nameRules,
  autoscalerClassRule,
  containerRules,
  storageRules,
  implementationRules,
  scalingRules,
  metadataRules,
  unservedFieldRules,
];

/** @public */
export interface ValidationOptions {
  /** Any JSON, defaulted or not. */
  readonly resource: InferenceService;
  /** What is stored, on an update. */
  readonly previous?: InferenceService;
  readonly operation: 'create' | 'update';
  readonly settings: ClusterSettings;
  readonly facts: ValidationFacts;
  readonly profile: Profile;
}

/** @public */
export interface ValidationResult {
  /** In check order; empty: may be stored. */
  readonly errors: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
}

/**
 * What is wrong with an InferenceService, and what is right but will not do what its author thinks.
 *
 * Types first, as an API server does; the rules only see fields of the right type. Takes any JSON and never throws.
 * Source: kserve-resources §5, kserve-status-and-objects §7.4 and §9.1, screens §3.
 * @public
 */
export function validateInferenceService(
  options: ValidationOptions,
): ValidationResult {
  const { previous, operation, settings, facts, profile } = options;
  // What is being deleted is not checked any more: its finalizers must come off whatever the spec says.
  if (operation === 'update' && previous?.metadata.deletionTimestamp) {
    return { errors: [], warnings: [] };
  }
  const messages = new Messages();
  if (isTooDeep(options.resource)) {
    messages.error(
      '',
      `nests deeper than ${MAX_DEPTH} levels; no resource does`,
    );
    return messages;
  }
  const service = defaultInferenceService({
    resource: options.resource,
    settings: { ...settings, profile },
  });
  checkShape(
    options.resource ?? undefined,
    inferenceServiceShape,
    '',
    messages,
  );
  if (!options.resource) messages.error('', 'must be an object');
  if (messages.errors.length > 0) return messages;
  const context = {
    service,
    predictor: service.spec.predictor,
    previous,
    operation,
    settings,
    facts,
    profile,
    messages,
  };
  sizeRules(context);
  for (const rule of RULES) rule(context);
  if (messages.errors.length === 0) runtimeRules(context);
  return messages;
}
