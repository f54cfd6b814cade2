import {
  defaultInferenceService,
  validateInferenceService,
  type ClusterSettings,
  type DryRunResult,
  type InferenceService,
  type ValidationFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceSchemas } from '../schemas';

/** What is checked, and against what. */
export interface ServiceCheck {
  /** Any JSON. */
  readonly resource: InferenceService;
  /** Set on an update. */
  readonly previous?: InferenceService;
  readonly settings: ClusterSettings;
  readonly facts: ValidationFacts;
}

/**
 * What becomes of a deployment that somebody sent, and all that is wrong with it: defaulted as KServe does, held against
 * its schema, and, if it has the types of that, against the rules. Pure; takes any JSON.
 */
export function checkService(
  schemas: ResourceSchemas,
  { resource, previous, settings, facts }: ServiceCheck,
): Pick<DryRunResult, 'resource' | 'errors' | 'warnings'> {
  const { profile } = settings;
  const defaulted = defaultInferenceService({ resource, settings });
  const schema = schemas.check('InferenceService', defaulted);
  // Refused below unless it is well typed
  const known = schema.resource as InferenceService;
  const { errors, warnings } = schema.isWellTyped
    ? validateInferenceService({
        resource: known,
        schema,
        previous,
        operation: previous ? 'update' : 'create',
        settings,
        facts,
        profile,
      })
    : schema;
  return {
    // A managed cluster has a schema of its own; here nothing else drops what nobody will ever read
    resource: profile === 'kserve' ? defaulted : known,
    errors,
    warnings,
  };
}
