import { FieldMessage } from '../FieldMessage';
import { InferenceService } from '../resources';
import { ClusterSettings, Profile } from '../settings';
import { canaryRules } from './canaryRules';
import { componentRules } from './componentRules';
import { confidentialRules } from './confidentialRules';
import {
  containerLimitRules,
  predictorContainerRules,
  pythonPathRule,
} from './containerRules';
import { modeRule, nameRules, updateRules } from './identityRules';
import { lackRules } from './lackRules';
import { LOCAL_MODEL_KEYS } from './localModel';
import { Messages } from './messages';
import { metadataRules, sizeRules } from './metadataRules';
import { multiNodeRules } from './multiNodeRules';
import { Rule, RuleContext, ValidationFacts } from './rule';
import { runtimeRules } from './runtimeRules';
import {
  autoscalerClassRule,
  scalingAnnotationRules,
  scalingHints,
} from './scalingRules';
import { queueRules } from './queueRules';
import { splitRules } from './splitRules';
import { storageRules } from './storageRules';
import { unservedFieldRules } from './unservedFields';

/** In KServe's order: the first error is what KServe would answer. Ours, which `kserve` does not have, come last. */
const RULES: readonly Rule[] = [
  updateRules,
  nameRules,
  modeRule,
  autoscalerClassRule,
  pythonPathRule,
  multiNodeRules,
  predictorContainerRules,
  storageRules,
  confidentialRules,
  componentRules,
  canaryRules,
  scalingHints,
  scalingAnnotationRules,
  boundRules,
  containerLimitRules,
  metadataRules,
  splitRules,
  queueRules,
  unservedFieldRules,
  lackRules,
];

/** A managed cluster has its own bounds. */
function boundRules(context: RuleContext): void {
  if (context.profile === 'greenroom') sizeRules(context);
}

/** @public */
export interface ValidationOptions {
  /** Defaulted by `defaultInferenceService`, and well typed by its CRD: the rules read it as it is typed here. */
  readonly resource: InferenceService;
  /** What its CRD says of the values in it. */
  readonly schema?: ValidationResult;
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
 * Where schema and rule find the same field wrong, `kserve` says what the API server would, which answers first;
 * `greenroom` says the rule, which knows the way out. Source: kserve-resources §5, kserve-status-and-objects §7.4, §8.2
 * and §9.1, screens §3.
 * @public
 */
export function validateInferenceService(
  options: ValidationOptions,
): ValidationResult {
  const { resource, schema, previous, profile } = options;
  // What is being deleted is not checked any more: its finalizers must come off whatever the spec says.
  if (options.operation === 'update' && previous?.metadata.deletionTimestamp) {
    return { errors: [], warnings: [] };
  }
  const messages = new Messages();
  const context = {
    ...options,
    service: resource,
    predictor: resource.spec.predictor,
    ownKeys: options.settings.localModelCaches ? LOCAL_MODEL_KEYS : [],
    messages,
  };
  for (const rule of RULES) rule(context);
  const found = schema ?? { errors: [], warnings: [] };
  const errors =
    profile === 'kserve'
      ? [...found.errors, ...without(messages.errors, found.errors)]
      : [...without(found.errors, messages.errors), ...messages.errors];
  // What may not be stored need not be tried
  if (errors.length === 0) runtimeRules(context);
  return {
    errors: errors.length > 0 ? errors : messages.errors,
    warnings: [...found.warnings, ...messages.warnings],
  };
}

/** Messages of fields of which others say nothing. */
function without(
  messages: readonly FieldMessage[],
  others: readonly FieldMessage[],
): FieldMessage[] {
  const paths = new Set(others.map(({ path }) => path));
  return messages.filter(({ path }) => !paths.has(path));
}
