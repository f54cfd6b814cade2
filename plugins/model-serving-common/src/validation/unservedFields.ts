import { FRAMEWORKS } from './implementations';
import { Rule } from './rule';

/** Fields of components whose effect native clusters do not have yet. */
const COMPONENT_FIELDS = [
  'storageContainerName',
  'storageUris',
  'workerSpec',
] as const;
/** Of a canary that the spec names: what differs is written under `model`. */
const CANARY_FIELDS = ['containers', ...FRAMEWORKS, ...COMPONENT_FIELDS];
/** Fields that only change how a component gets to what it asks for. */
const KEPT: Readonly<Record<string, string>> = {
  deploymentStrategy:
    'is kept, but this cluster replaces replicas in its own way: new ones take over when they are ready',
};
const REFUSAL =
  'this cluster cannot do it yet, and without it the deployment would not do what it says; leave it out, or choose a cluster that runs KServe';

/** Refuses what a native cluster would silently not do: nothing is half accepted. */
export const unservedFieldRules: Rule = ({ service, profile, messages }) => {
  if (profile === 'kserve') return;
  const { predictor, transformer, explainer, canary } = service.spec;
  const components = Object.entries({ predictor, transformer, explainer });
  const paths = [
    ...(predictor.model?.confidential?.enabled
      ? ['spec.predictor.model.confidential']
      : []),
    ...(explainer?.art ? ['spec.explainer.art'] : []),
    ...(canary ?? []).flatMap(({ predictor: entry }, i) =>
      CANARY_FIELDS.filter(field => entry[field] !== undefined).map(
        field => `spec.canary[${i}].predictor.${field}`,
      ),
    ),
    ...components.flatMap(([name, component]) =>
      COMPONENT_FIELDS.filter(field => component?.[field] !== undefined).map(
        field => `spec.${name}.${field}`,
      ),
    ),
  ];
  for (const path of paths) messages.error(path, REFUSAL);

  for (const [name, component] of components) {
    for (const [field, why] of Object.entries(KEPT)) {
      if (component?.[field] !== undefined) {
        messages.warn(`spec.${name}.${field}`, why);
      }
    }
  }
};
