import { LLMInferenceService, LlmParallelism, LlmWorkload } from '../resources';
import { Profile } from '../settings';
import { Messages } from '../validation/messages';
import { ValidationResult } from '../validation/validateInferenceService';
import { objectRules } from '../validation/objectRules';

/** @public */
export interface LlmValidationOptions {
  /** Its fields have the types of the CRD. */
  readonly service: LLMInferenceService;
  readonly previous?: LLMInferenceService;
  readonly profile: Profile;
}

/**
 * What is wrong with an LLMInferenceService, beyond its schema. Presets of `baseRefs` may fill what is missing here, so
 * nothing is demanded that they could bring. Source: kserve-resources §10.
 * @public
 */
export function validateLlmInferenceService(
  options: LlmValidationOptions,
): ValidationResult {
  const { service, previous, profile } = options;
  const messages = new Messages();
  objectRules({
    object: service,
    previous,
    kind: 'LLMInferenceService',
    profile,
    messages,
  });
  const { spec } = service;
  workloadRules(spec, previous?.spec, 'spec', messages);
  if (spec.prefill) {
    workloadRules(
      spec.prefill,
      previous?.spec.prefill,
      'spec.prefill',
      messages,
    );
  }
  routerRules(service, messages);
  return messages;
}

function workloadRules(
  workload: LlmWorkload,
  before: LlmWorkload | undefined,
  path: string,
  messages: Messages,
): void {
  const { replicas, scaling, parallelism, worker } = workload;
  if (replicas !== undefined && scaling !== undefined) {
    messages.error(
      path,
      'replicas and scaling are mutually exclusive; use scaling for autoscaled deployments or replicas for static deployments',
    );
  }
  const at = `${path}.parallelism`;
  const isData =
    parallelism?.data !== undefined || parallelism?.dataLocal !== undefined;
  if (parallelism?.pipeline !== undefined && isData) {
    messages.error(
      at,
      'pipeline and data parallelism exclude each other; leave out pipeline, or data and dataLocal',
    );
  }
  if (
    (parallelism?.data === undefined) !==
    (parallelism?.dataLocal === undefined)
  ) {
    const [set, missing] =
      parallelism?.data === undefined
        ? ['dataLocal', 'data']
        : ['data', 'dataLocal'];
    messages.error(
      `${at}.${missing}`,
      `is required where ${set} is set: data is the total, dataLocal the part of each node`,
    );
  }
  const { data = 0, dataLocal = 0 } = parallelism ?? {};
  if (dataLocal > 0 && data > 0 && data % dataLocal !== 0) {
    messages.error(
      `${at}.data`,
      `${data} is no multiple of dataLocal ${dataLocal}: the nodes could not share it evenly`,
    );
  }
  const [was, is] = [before?.parallelism, parallelism].map(totalOf);
  if (was !== undefined && is !== undefined && was !== is) {
    messages.error(
      at,
      `the total size is immutable; it was ${was} and would be ${is}: create another LLMInferenceService instead`,
    );
  }
  if (worker && !isData && parallelism?.pipeline === undefined) {
    messages.error(
      `${path}.worker`,
      'needs parallelism: set pipeline, or data and dataLocal, for what the workers share',
    );
  }
}

function routerRules({ spec }: LLMInferenceService, messages: Messages): void {
  const { route, gateway, ingress } = spec.router ?? {};
  const path = 'spec.router';
  if (route && (route.group === undefined) !== (route.weight === undefined)) {
    const missing = route.group === undefined ? 'group' : 'weight';
    messages.error(
      `${path}.route.${missing}`,
      'is required: group and weight go together, as a share of the group',
    );
  }
  for (const [field, other] of [
    ['route', route],
    ['gateway', gateway],
  ] as const) {
    if (!ingress || !other) continue;
    messages.error(
      `${path}.${field}`,
      `excludes ingress; leave out ingress or ${field}`,
    );
  }
}

/** Nodes that share one copy of the model. */
function totalOf(parallelism: LlmParallelism | undefined): number | undefined {
  return parallelism?.data ?? parallelism?.pipeline;
}
