import {
  assemblePod,
  type ClusterSettings,
  type ConfigurationLine,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * Lines of the configuration of the components of an accepted deployment that name their own containers: transformer,
 * explainer, a predictor without a model. The predictor's are without its name.
 */
export function ownContainers(
  service: InferenceService,
  settings: ClusterSettings,
): readonly ConfigurationLine[] {
  const { spec } = service;
  return (['predictor', 'transformer', 'explainer'] as const)
    .filter(component => component !== 'predictor' || !spec.predictor.model)
    .filter(component => spec[component])
    .flatMap(component => {
      const assembly = assemblePod({ service, component, settings });
      const named = component === 'predictor' ? {} : { component };
      return assembly.ok
        ? assembly.configuration.map(line => ({ ...line, ...named }))
        : [];
    });
}
