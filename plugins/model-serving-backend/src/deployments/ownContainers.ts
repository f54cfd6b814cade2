import {
  assemblePod,
  type ClusterSettings,
  type ConfigurationLine,
  type FieldMessage,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * What the components of a deployment that name their own containers (transformer, explainer, a predictor without a model)
 * come to: the lines of their configuration, the predictor's without its name, or why there can be no pod of them.
 */
export function ownContainers(
  service: InferenceService,
  settings: ClusterSettings,
): {
  readonly errors: readonly FieldMessage[];
  readonly configuration: readonly ConfigurationLine[];
} {
  const errors: FieldMessage[] = [];
  const configuration: ConfigurationLine[] = [];
  for (const component of ['predictor', 'transformer', 'explainer'] as const) {
    const spec = service.spec[component];
    if (!spec || (component === 'predictor' && spec.model)) continue;
    const assembly = assemblePod({ service, component, settings });
    if (!assembly.ok) {
      const { message } = assembly.failure;
      errors.push({ path: `spec.${component}`, message });
      continue;
    }
    const named = component === 'predictor' ? {} : { component };
    for (const line of assembly.configuration) {
      configuration.push({ ...line, ...named });
    }
  }
  return { errors, configuration };
}
