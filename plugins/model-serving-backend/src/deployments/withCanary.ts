import { InputError } from '@backstage/errors';
import type {
  CanaryShare,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * The same with another share for the newest revision of a component. All of it is KServe's absence of the field: the next
 * change of the spec is rolled out at once then, and not to all traffic of a canary that nobody asked for.
 *
 * @throws InputError if the service has no such component
 */
export function withCanary(
  service: InferenceService,
  { component = 'predictor', percent }: CanaryShare,
): InferenceService {
  const spec = service.spec[component];
  if (!spec) {
    throw new InputError(
      `component: the deployment has no ${component}; name one that it has`,
    );
  }
  const { canaryTrafficPercent: _before, ...rest } = spec;
  return {
    ...service,
    spec: {
      ...service.spec,
      [component]:
        percent === 100 ? rest : { ...rest, canaryTrafficPercent: percent },
    },
  };
}

/** What a change of the share is called in the history. */
export function canaryAction(percent: number): string {
  if (percent === 100) return 'promote';
  return percent === 0 ? 'rollback' : 'canary';
}
