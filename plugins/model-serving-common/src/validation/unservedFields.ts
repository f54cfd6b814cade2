import { Rule } from './rule';

/** Fields of KServe that are kept but not acted on by native clusters. */
const COMPONENT_FIELDS = [
  'autoScaling',
  'batcher',
  'canaryTrafficPercent',
  'logger',
  'storageContainerName',
  'storageUris',
  'workerSpec',
] as const;

/** Says of each field that a native cluster does not act on that it has no effect, instead of ignoring it silently. */
export const unservedFieldRules: Rule = ({ service, profile, messages }) => {
  if (profile === 'kserve') return;
  const paths = [
    ...(service.spec.canary === undefined ? [] : ['spec.canary']),
    ...(['predictor', 'transformer', 'explainer'] as const).flatMap(component =>
      COMPONENT_FIELDS.filter(
        field => service.spec[component]?.[field] !== undefined,
      ).map(field => `spec.${component}.${field}`),
    ),
  ];
  for (const path of paths) {
    messages.warn(path, 'is kept, but this cluster does not act on it');
  }
};
