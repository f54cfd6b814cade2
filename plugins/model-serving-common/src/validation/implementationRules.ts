import { isJsonObject } from '../json';
import { ComponentContext } from './componentRules';
import {
  containerImplementations,
  explainerImplementations,
  FRAMEWORKS,
  predictorImplementations,
} from './implementations';

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

const SPECS = {
  predictor: 'PredictorSpec',
  transformer: 'TransformerSpec',
  explainer: 'ExplainerSpec',
} as const;
const COUNTS = {
  predictor: predictorImplementations,
  transformer: containerImplementations,
  explainer: explainerImplementations,
} as const;
const PROTOCOLS = ['v1', 'v2'];
const ART_STORAGE_TYPES = ['s3', 'hdfs', 'webhdfs'];

/** Rules 9 to 9b: what a component runs is said exactly once, and in a form that can run. */
export function implementationRules(context: ComponentContext): void {
  const { name, component, path, profile, messages } = context;
  if (COUNTS[name](component) !== 1) {
    messages.error(
      path,
      `exactly one of [${CHOICES[profile][name]}] must be specified in ${SPECS[name]}`,
    );
  }
  if (name === 'predictor') predictorRules(context);
  if (name === 'explainer') artRules(context);
}

function predictorRules(context: ComponentContext): void {
  const { component, path, profile, messages } = context;
  const { model, onnx } = component;
  // The CRD does not ask for it, and nothing can be chosen without
  if (model && profile === 'greenroom' && !model.modelFormat) {
    messages.error(`${path}.model.modelFormat`, 'Required value');
  }
  if (!model) customProtocol(context);
  if (!isJsonObject(onnx) || typeof onnx.storageUri !== 'string') return;
  const [extension = ''] = /\.[^./]*$/.exec(onnx.storageUri) ?? [];
  if (extension !== '.onnx') {
    messages.error(
      `${path}.onnx.storageUri`,
      `expected storageUri file extension: '.onnx' but got '${extension}'`,
    );
  }
}

function customProtocol(context: ComponentContext): void {
  const { component, path, profile, messages } = context;
  const env = component.containers?.[0]?.env ?? [];
  const at = env.findIndex(entry => entry.name === 'PROTOCOL');
  const value = env[at]?.value;
  if (at < 0 || value === undefined || PROTOCOLS.includes(value)) return;
  const known = PROTOCOLS.join(', ');
  // Upstream fills the two values the wrong way round.
  const [first, second] =
    profile === 'kserve' ? [known, value] : [value, known];
  messages.error(
    `${path}.containers[0].env[${at}].value`,
    `invalid protocol ${first}. Must be one of [${second}]`,
  );
}

function artRules({ component, path, messages }: ComponentContext): void {
  const type = component.art?.storage?.parameters?.type;
  if (type === undefined || ART_STORAGE_TYPES.includes(type)) return;
  const known = ART_STORAGE_TYPES.map(name => `${name}://`).join(', ');
  messages.error(
    `${path}.art.storage`,
    `storage.spec.type, must be one of: [${known}]. storage.spec.type [${type}] is not supported`,
  );
}
