import { KSERVE_CONTAINER } from '../constants';
import { isJsonObject } from '../json';
import { ComponentSpec, PredictorSpec } from '../resources';
import { FRAMEWORKS } from './inferenceServiceShape';
import { Rule, RuleContext } from './rule';

/** KServe's own lists name Go fields, some of which are no choice at all. */
const CHOICES = {
  kserve: {
    predictor:
      'Name, SKLearn, XGBoost, Tensorflow, PyTorch, Triton, ONNX, HuggingFace, PMML, LightGBM, Paddle, Model, StorageUris, StorageContainerName, WorkerSpec, PodSpec',
    transformer: 'PodSpec, ComponentExtensionSpec',
    explainer: 'ART, PodSpec, ComponentExtensionSpec',
  },
  greenroom: {
    predictor: `model, containers, ${FRAMEWORKS.join(', ')}`,
    transformer: 'containers',
    explainer: 'art, containers',
  },
} as const;

const PROTOCOLS = ['v1', 'v2'];

/** Rules 6, 9 and 9a: what a component runs is said exactly once. */
export const implementationRules: Rule = context => {
  const { service, predictor, profile, messages } = context;
  if (predictor.model?.name) {
    messages.error(
      'spec.predictor.model.name',
      "the 'name' field is not allowed in standard predictor",
    );
  }
  const choices = CHOICES[profile];
  if (predictorImplementations(predictor) !== 1) {
    messages.error(
      'spec.predictor',
      `exactly one of [${choices.predictor}] must be specified in PredictorSpec`,
    );
  }
  const { transformer, explainer } = service.spec;
  if (transformer && containerImplementations(transformer) !== 1) {
    messages.error(
      'spec.transformer',
      `exactly one of [${choices.transformer}] must be specified in TransformerSpec`,
    );
  }
  if (explainer) {
    const art = isJsonObject(explainer.art) ? 1 : 0;
    if (art + containerImplementations(explainer) !== 1) {
      messages.error(
        'spec.explainer',
        `exactly one of [${choices.explainer}] must be specified in ExplainerSpec`,
      );
    }
  }
  if (!predictor.model) customProtocol(context);
};

function predictorImplementations(predictor: PredictorSpec): number {
  const named =
    FRAMEWORKS.filter(name => isJsonObject(predictor[name])).length +
    (predictor.model ? 1 : 0) +
    servingContainers(predictor);
  return named > 0 ? named : containerImplementations(predictor);
}

/** Containers that serve by their name; else any container counts as one. */
function containerImplementations(component: ComponentSpec): number {
  const named = servingContainers(component);
  return named > 0 ? named : Math.min(1, component.containers?.length ?? 0);
}

function servingContainers(component: ComponentSpec): number {
  return (component.containers ?? []).filter(
    container => container.name === KSERVE_CONTAINER,
  ).length;
}

function customProtocol({ predictor, profile, messages }: RuleContext): void {
  const env = predictor.containers?.[0]?.env ?? [];
  const at = env.findIndex(entry => entry.name === 'PROTOCOL');
  const value = env[at]?.value;
  if (at < 0 || value === undefined || PROTOCOLS.includes(value)) return;
  const known = PROTOCOLS.join(', ');
  // Upstream fills the two values the wrong way round.
  const [first, second] =
    profile === 'kserve' ? [known, value] : [value, known];
  messages.error(
    `spec.predictor.containers[0].env[${at}].value`,
    `invalid protocol ${first}. Must be one of [${second}]`,
  );
}
