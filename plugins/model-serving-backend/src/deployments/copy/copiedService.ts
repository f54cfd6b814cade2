import {
  fieldChanges,
  type FieldMessage,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { withReasons, type GivenReason } from './withReasons';
import * as rules from './rules';
import type { CopiedService, CopyContext, CopyRule } from './types';
import { withEdit } from './withEdit';

/** Each is shown what those before it made: the spec first, then where it goes, then what that place can do. */
const RULES: readonly CopyRule[] = [
  rules.stableRule,
  rules.placeRule,
  rules.foreignMetadataRule,
  rules.modeRule,
  rules.gatewayRule,
  rules.runtimeRule,
  rules.programRule,
  rules.autoscalerRule,
  rules.replicaRule,
  rules.acceleratorRule,
  rules.hardwareProfileRule,
  rules.storageRule,
  rules.connectionRule,
  rules.referenceRule,
];

/**
 * A service as it would be at another place, with the reason of each change, what no rule may decide, and what does not go
 * along by itself.
 *
 * Only *how* a service does what it does is adapted: with which runtime, scaler, accelerator, connection. What it is (its
 * model, containers, protection) is never left out because a place lacks it: that is an error of the field, by a rule here
 * or by the validation of the place (decision 0039).
 *
 * @param service - intent only: without status and what the server writes
 */
export function copiedService(
  service: InferenceService,
  context: CopyContext,
): CopiedService {
  const reasons: GivenReason[] = [];
  const errors: FieldMessage[] = [];
  const warnings: FieldMessage[] = [];
  let resource = service;
  for (const rule of RULES) {
    const found = rule(resource, context);
    errors.push(...(found.errors ?? []));
    warnings.push(...(found.warnings ?? []));
    for (const { at, to, because } of found.edits ?? []) {
      const next = withEdit(resource, at, to) as InferenceService;
      for (const { path } of fieldChanges(resource, next)) {
        reasons.push({ path, because });
      }
      resource = next;
    }
  }
  return {
    resource,
    changes: withReasons(service, resource, reasons),
    errors,
    warnings,
  };
}
